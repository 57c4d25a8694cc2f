import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { TunnelError } from '../domain/errors';
import type { OpenSite } from '../engine/open-site';

/** Authenticator apps show six digits, some eight (RFC 6238). */
const CODE = /^\d{6,8}$/;

/** Signs in to the overlay with the code on the first line of `input`. Never from the command line: every user of the machine can read that. */
export async function signInWithCode(site: OpenSite, input: Readable, signal: AbortSignal): Promise<void> {
  const { overlay: settings } = site.site;
  const driver = site.ports.overlays.find((candidate) => candidate.kind === settings?.kind);
  if (settings === null || driver?.signIn === undefined) throw new TunnelError('input-invalid', { field: '--netmaker-code', reason: 'this site signs in to no Netmaker' });
  const code = (await firstLine(input, signal)).replace(/\s/g, '');
  if (!CODE.test(code)) throw new TunnelError('input-invalid', { field: '--netmaker-code', reason: 'the first line of standard input is not a code of six to eight digits' });
  await driver.signIn(settings, site.secrets.learned(code), site.secrets, signal);
}

async function firstLine(input: Readable, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input, signal, crlfDelay: Infinity });
  try {
    for await (const line of lines) return line.slice(0, 100);
    return '';
  } finally {
    lines.close();
  }
}
