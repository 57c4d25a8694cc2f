import { z } from 'zod';
import { StorageSettings } from './site';
import { SecretRef } from './secret';

/**
 * All that one agent is told, whatever makes it run; the input of every agent step, so it can be compared with what an earlier run told
 * it. Secrets as references.
 */
export const AgentSpec = z.object({
  /** Also the name of its Deployment or container; RFC 1123 label of at most 50 characters. */
  name: z.string(),
  /** Proposed identity in Vault and Hub (`AGENT_KEY`). Whoever made an agent keeps the key that it was made with, for ever. */
  key: z.string(),
  /** The camera's device: whose agent it stays when the camera is given another name. '' in journals of before. */
  deviceId: z.string().default(''),
  /** What people call the camera. */
  title: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  recording: z.enum(['continuous', 'motion']),
  /** Without login; `{user}` and `{pass}` where the maker wants it inside. */
  main: z.string(),
  sub: z.string().nullable(),
  /** URL of the camera's ONVIF service; null: it has none. */
  onvif: z.string().nullable(),
  /** null: the camera wants none. */
  login: z.object({ username: z.string(), password: SecretRef }).nullable(),
  storage: StorageSettings,
});
export type AgentSpec = z.infer<typeof AgentSpec>;
