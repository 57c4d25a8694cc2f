import { z } from 'zod';

export const STAGES = ['survey', 'check', 'repair', 'plan', 'connect', 'router', 'prove', 'undo', 'adopt', 'remove-agents'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

export const PAGES = ['find', 'accounts', 'box', 'plan', 'connect', 'done'] as const;
export const Page = z.enum(PAGES);
export type Page = z.infer<typeof Page>;

/** What a long operation is busy with; `task` has words, `subject` is a name or an address. */
export const TASKS = [
  'discover', 'sweep', 'read-camera', 'receive-stream', 'take-picture', 'connect-box', 'check-box', 'sign-in-overlay', 'sign-in-agents', 'check-storage',
  'inspect-step', 'apply-step', 'verify-step', 'undo-step', 'prove-camera', 'await-approval', 'fetch-client', 'start-practice', 'compare-ranges',
] as const;
export const Progress = z.object({
  task: z.enum(TASKS),
  subject: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  /** Where the end is known. */
  done: z.number().int().nullable(),
  total: z.number().int().nullable(),
  /** The step concerned, if any. */
  step: z.string().nullable(),
});
export type Progress = z.infer<typeof Progress>;
