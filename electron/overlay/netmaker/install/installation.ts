import type { Box, CommandResult, Conduct, Log } from '../../../engine/ports';
import { TunnelError } from '../../../domain/errors';
import { plainText } from '../../../domain/plain-text';
import { sameVersion } from '../api/version';
import { versionIn } from '../box-state';

/** What every way to install works with. */
export interface Installation extends Conduct {
  readonly box: Box;
  /** Had the box settings of a client before any of this? */
  readonly hadConfig: boolean;
  /** The server's. */
  readonly version: string;
  /** The maker's name of the box's processor; costs a look at the box the first time. */
  readonly architecture: () => Promise<string>;
  readonly log: Log;
}

/** Installing with a package manager or pulling an image over a site's uplink. */
export const INSTALL_MS = 600_000;
export const SHORT_MS = 60_000;

/** Runs the client only to ask its version; another than the server's carries nothing without saying so (netclient since 0.99 against older servers). */
export async function demandVersion({ box, version, signal }: Pick<Installation, 'box' | 'version' | 'signal'>, argv: readonly string[]): Promise<void> {
  const result = await box.run([...argv, 'version'], { root: true, deadlineMs: SHORT_MS, signal });
  const client = versionIn(result.stdout);
  // 126 and "Exec format error": a binary for another processor.
  if (client === null) throw new TunnelError('box-command-failed', { command: 'netclient version', code: result.code ?? -1 }, { detail: lastLine(result) });
  if (!sameVersion(client, version)) throw new TunnelError('client-version-mismatch', { client, server: version });
}

export function lastLine(result: CommandResult): string {
  return plainText(`${result.stdout}\n${result.stderr}`.trim().split('\n').at(-1) ?? '');
}
