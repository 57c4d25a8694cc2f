import { z } from 'zod';

/** A container as the daemon keeps it. */
export const StoredContainer = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  labels: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()),
  restart: z.string(),
  publish: z.object({ host: z.string(), port: z.number() }).nullable(),
  volumes: z.array(z.string()),
  memory: z.string(),
  logOptions: z.array(z.string()),
  /** Ended by `docker stop`: not started again with the daemon's next start either, unless its policy is `always`. */
  stopped: z.boolean(),
});
export type StoredContainer = z.infer<typeof StoredContainer>;

/** What the stand-in has on its disk. */
export const DockerState = z.object({
  images: z.array(z.string()),
  volumes: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()) })),
  containers: z.array(StoredContainer),
});
export type DockerState = z.infer<typeof DockerState>;

export const EMPTY: DockerState = { images: [], volumes: [], containers: [] };
