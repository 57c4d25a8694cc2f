import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { OpenSite } from '../../../electron/engine/open-site';
import { signInWithCode } from '../../../electron/terminal/one-time-code';
import { readOptions } from '../../../electron/terminal/usage';
import { Secret } from '../../../electron/domain/secret';
import { never } from '../../fixtures/loopback';

const site = (given: string[], signIn = true): OpenSite =>
  ({
    site: { overlay: { kind: 'netmaker', url: 'https://api.example' } },
    ports: { overlays: [{ kind: 'netmaker', ...(signIn ? { signIn: (_settings: unknown, code: Secret) => Promise.resolve(void given.push(code.reveal())) } : {}) }] },
    secrets: { learned: (value: string) => new Secret(value) },
  }) as unknown as OpenSite;

describe('the one-time code in the terminal', () => {
  it.each([
    ['as it is', '246810\n'],
    ['as apps show it', '246 810\n'],
    ['with more behind it', '246810\nyes\n'],
    ['without an end of line', '246810'],
  ])('is the first line of standard input %s', async (_how, text) => {
    const given: string[] = [];
    await signInWithCode(site(given), Readable.from([text]), never);
    expect(given).toEqual(['246810']);
  });

  it.each(['', '\n', 'no code\n', '123\n', '123456789\n'])('is refused when it is none: %j', async (text) => {
    const given: string[] = [];
    await expect(signInWithCode(site(given), Readable.from([text]), never)).rejects.toMatchObject({ code: 'input-invalid' });
    expect(given).toEqual([]);
  });

  it('is of no use for an overlay that signs in to nothing', async () => {
    await expect(signInWithCode(site([], false), Readable.from(['246810\n']), never)).rejects.toMatchObject({ code: 'input-invalid', params: { field: '--netmaker-code' } });
  });

  it('is never taken from the command line, which every user of the machine can read', () => {
    expect(readOptions(['connect', '--site', 's.json', '--netmaker-code'])).toMatchObject({ netmakerCode: true });
    expect(() => readOptions(['connect', '--site', 's.json', '--netmaker-code=246810'])).toThrow();
  });
});
