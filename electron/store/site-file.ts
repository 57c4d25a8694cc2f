import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import { Site } from '../domain/site';
import { writeAtomically } from './atomic-file';

/** A larger file is no site file. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a site file written by a person or a program; says where it is wrong. */
export async function readSite(path: string): Promise<Site> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TunnelError('site-file-invalid', { path, reason: error instanceof Error ? error.message.replace(/^[A-Z]+: |, open.*$/g, '') : 'unreadable' });
  }
  if (text.length > MAX_BYTES) throw new TunnelError('site-file-invalid', { path, reason: 'too large' });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new TunnelError('site-file-invalid', { path, reason: error instanceof Error ? error.message.slice(0, 200) : 'not JSON' });
  }
  const parsed = Site.safeParse(json);
  if (!parsed.success) throw new TunnelError('site-file-invalid', { path, reason: where(parsed.error) });
  return parsed.data;
}

export async function writeSite(path: string, site: Site): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(Site.parse(site), null, 2)}\n`);
}

function where(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown' : `${issue.path.join('.') || 'the file'}: ${issue.message}`.slice(0, 300);
}
