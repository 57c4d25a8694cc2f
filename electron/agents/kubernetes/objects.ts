import { z } from 'zod';

/*
 * The parts of Kubernetes' objects that we depend on. All are loose: an object that is read, changed and written back keeps what a newer
 * cluster put into it.
 */

const Texts = z.record(z.string().max(400), z.string().max(300_000));
const texts = Texts.nullish().transform((value) => value ?? {});

export const Meta = z.looseObject({
  name: z.string().max(253),
  uid: z.string().max(100).default(''),
  resourceVersion: z.string().max(100).default(''),
  generation: z.number().default(0),
  creationTimestamp: z.string().max(100).nullish(),
  deletionTimestamp: z.string().max(100).nullish(),
  labels: texts,
  annotations: texts,
  ownerReferences: z.array(z.looseObject({ uid: z.string().max(100) })).nullish(),
});

export const ConfigMap = z.looseObject({ metadata: Meta, data: texts });
export type ConfigMap = z.infer<typeof ConfigMap>;

/** `data` in base64. */
export const SecretObject = z.looseObject({ metadata: Meta, data: texts });
export type SecretObject = z.infer<typeof SecretObject>;

export const Service = z.looseObject({
  metadata: Meta,
  spec: z.looseObject({
    selector: texts,
    ports: z.array(z.looseObject({ port: z.number().int().min(1).max(65535), targetPort: z.union([z.number(), z.string().max(63)]).nullish() })).nullish().transform((value) => value ?? []),
  }),
});
export type Service = z.infer<typeof Service>;

const Reference = z.looseObject({ name: z.string().max(253).default('') });
export const EnvFrom = z.looseObject({ configMapRef: Reference.nullish(), secretRef: Reference.nullish(), prefix: z.string().max(253).nullish() });
export type EnvFrom = z.infer<typeof EnvFrom>;

export const EnvVariable = z.looseObject({ name: z.string().max(253), value: z.string().max(100_000).nullish() });
export type EnvVariable = z.infer<typeof EnvVariable>;

export const Container = z.looseObject({
  name: z.string().max(253),
  image: z.string().max(1_000).default(''),
  envFrom: z.array(EnvFrom).nullish().transform((value) => value ?? []),
  env: z.array(EnvVariable).nullish().transform((value) => value ?? []),
  resources: z.looseObject({ limits: z.record(z.string(), z.union([z.string(), z.number()])).nullish() }).nullish(),
});
export type Container = z.infer<typeof Container>;

const Condition = z.looseObject({ type: z.string(), status: z.string(), reason: z.string().nullish(), message: z.string().nullish() });
const conditions = z.array(Condition).nullish().transform((value) => value ?? []);
const count = z.number().nullish().transform((value) => value ?? 0);

export const Deployment = z.looseObject({
  metadata: Meta,
  spec: z.looseObject({
    replicas: z.number().nullish(),
    selector: z.looseObject({ matchLabels: texts }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: texts, annotations: texts }).nullish().transform((value) => value ?? { labels: {}, annotations: {} }),
      spec: z.looseObject({ containers: z.array(Container).min(1).max(50) }),
    }),
  }),
  status: z.looseObject({ observedGeneration: count, replicas: count, updatedReplicas: count, availableReplicas: count, conditions }).nullish(),
});
export type Deployment = z.infer<typeof Deployment>;

const Ended = z.looseObject({ reason: z.string().nullish(), exitCode: z.number().nullish(), message: z.string().nullish() }).nullish();
const ContainerState = z.looseObject({ waiting: z.looseObject({ reason: z.string().nullish(), message: z.string().nullish() }).nullish(), running: z.unknown().optional(), terminated: Ended }).nullish();
const ContainerStatus = z.looseObject({ name: z.string(), image: z.string().nullish(), ready: z.boolean().nullish(), state: ContainerState, lastState: ContainerState });

export const Pod = z.looseObject({
  metadata: Meta,
  spec: z.looseObject({ containers: z.array(Container).max(50) }),
  status: z.looseObject({
    phase: z.string().nullish(), reason: z.string().nullish(), message: z.string().nullish(), conditions,
    containerStatuses: z.array(ContainerStatus).nullish().transform((value) => value ?? []),
  }).nullish(),
});
export type Pod = z.infer<typeof Pod>;

/** How the API server says no. */
export const Status = z.object({
  kind: z.literal('Status'),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  details: z.object({ kind: z.string().nullish(), name: z.string().nullish() }).nullish(),
});
export type Status = z.infer<typeof Status>;
