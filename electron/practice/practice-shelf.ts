import { createHash } from 'node:crypto';
import type { ClientBinary, ClientShelf } from '../engine/ports';
import { PRACTICE_CLIENT } from './practice-client';

/** The shelf of the practice site: it holds the practice client for every version and processor, and fetches nothing. */
export function practiceShelf(): ClientShelf {
  const bytes = Buffer.from(PRACTICE_CLIENT);
  const binary = (version: string, architecture: string): ClientBinary => ({ version, architecture, sha256: createHash('sha256').update(bytes).digest('hex'), bytes });
  return {
    take: (version, architecture) => Promise.resolve(binary(version, architecture)),
    fetch: (version, architecture) => Promise.resolve(binary(version, architecture)),
  };
}
