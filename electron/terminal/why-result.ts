import { z } from 'zod';
import { ErrorData } from '../domain/errors';
import { verdictOf, WhyNot } from '../domain/why-not';
import { EXIT } from './usage';

/** What `why ADDRESS --json` prints. Fields are only ever added within a version. Its JSON Schema is `assets/schemas/why.schema.json`. */
export const WhyResult = z.object({
  schema: z.literal('kerberos-tunnel/why'),
  version: z.literal(1),
  /** Equal to the process's exit code. */
  exitCode: z.number().int(),
  error: ErrorData.nullable(),
  answer: WhyNot.nullable(),
});
export type WhyResult = z.infer<typeof WhyResult>;

export function makeWhyResult(exitCode: number, error: ErrorData | null, answer: WhyNot | null): WhyResult {
  return { schema: 'kerberos-tunnel/why', version: 1, exitCode, error, answer };
}

/** A script wants to know whether it is worth going on: 0 a camera that can be read, 3 one of RTSP and ONVIF, 1 neither. */
export function whyExitCode(answer: WhyNot): number {
  return { fine: EXIT.ok, partly: EXIT.partly, no: EXIT.failed }[verdictOf(answer)];
}
