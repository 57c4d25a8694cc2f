import { z } from 'zod';

/** What a run cost on slow lines: commands on the box (a look at one camera's door from there counts too), calls to servers. */
export const RoundTrips = z.object({ box: z.number().int().min(0), servers: z.number().int().min(0), milliseconds: z.number().int().min(0) });
export type RoundTrips = z.infer<typeof RoundTrips>;
