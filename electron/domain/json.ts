import { z } from 'zod';

/** What may be written to the journal or sent to the window: plain JSON, nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** Numbers and short strings that are put into a sentence. Never a secret: they end up on screen, in the journal and in the report. */
export const Params = z.record(z.string(), z.union([z.string(), z.number()]));
export type Params = Readonly<Record<string, string | number>>;
