import { z } from 'zod';
import { ErrorData } from '../domain/errors';
import { HeldClient } from '../domain/vpn-client';
import { exitCodeOf } from './onboarding';
import { CLIENTS_COMMANDS } from './clients-usage';
import { EXIT } from './usage';

/** What `clients ... --json` prints. Fields are only ever added within a version. Its JSON Schema is `assets/schemas/clients.schema.json`. */
export const ClientsResult = z.object({
  schema: z.literal('kerberos-tunnel/clients'),
  version: z.literal(1),
  command: z.enum(CLIENTS_COMMANDS),
  /** Equal to the process's exit code. */
  exitCode: z.number().int(),
  error: ErrorData.nullable(),
  /** Fetched, added, trusted or removed now. */
  changed: z.array(HeldClient),
  /** Of a fetch: what could not be had. */
  failed: z.array(z.object({ architecture: z.string(), error: ErrorData })),
  /** Everything that is held afterwards. */
  held: z.array(HeldClient),
});
export type ClientsResult = z.infer<typeof ClientsResult>;

/** What an action came to, when nothing was thrown. */
export type ClientsOutcome = Pick<ClientsResult, 'command' | 'changed' | 'failed' | 'held'>;

export function makeClientsResult(exitCode: number, error: ErrorData | null, outcome: ClientsOutcome): ClientsResult {
  return { schema: 'kerberos-tunnel/clients', version: 1, exitCode, error, ...outcome };
}

/** A script wants to know whether the site can do without internet now. */
export function clientsExitCode({ command, changed, failed, held }: ClientsOutcome): number {
  if (command === 'check') return held.every(({ state }) => state === 'good') ? EXIT.ok : EXIT.failed;
  if (command !== 'fetch') return EXIT.ok;
  if (failed[0] !== undefined) return changed.length > 0 ? EXIT.partly : exitCodeOf(failed[0].error);
  return changed.some(({ trust }) => trust === 'nobody') ? EXIT.needsPerson : EXIT.ok;
}
