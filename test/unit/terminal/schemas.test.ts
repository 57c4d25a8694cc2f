import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newSite, Site } from '../../../electron/domain/site';
import { AgentsResult } from '../../../electron/terminal/agents-result';
import { ClientsResult } from '../../../electron/terminal/clients-result';
import { Result } from '../../../electron/terminal/result';
import { WhyResult } from '../../../electron/terminal/why-result';

const folder = path.resolve(import.meta.dirname, '../../../assets/schemas');

/** Other tools are written against these files: they change only together with the code, and visibly. UPDATE_SCHEMAS=1 writes them. */
describe.each([
  ['site', Site],
  ['result', Result],
  ['why', WhyResult],
  ['clients', ClientsResult],
  ['agents', AgentsResult],
] as const)('the published schema of a %s', (name, schema) => {
  it('is what the program reads or writes', async () => {
    const text = `${JSON.stringify(z.toJSONSchema(schema, { io: name === 'site' ? 'input' : 'output', unrepresentable: 'any' }), null, 2)}\n`;
    const file = path.join(folder, `${name}.schema.json`);
    if (process.env['UPDATE_SCHEMAS'] === '1') {
      await mkdir(folder, { recursive: true });
      await writeFile(file, text);
    }
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

describe('a site file', () => {
  it('may be as small as a new site', () => {
    const site = newSite({ id: 'bakery-12', name: 'Bakery', mode: 'real', language: 'nl', timeZone: 'Europe/Brussels' });
    expect(Site.parse(JSON.parse(JSON.stringify(site)))).toEqual(site);
  });

  it.each([
    ['a login inside an address', { overlay: { kind: 'netmaker', url: 'https://user:secret@api.example', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null } }],
    ['a range that is none', { ranges: ['192.168.1.0/33'] }],
    ['a client without a checksum', { overlay: { kind: 'netmaker', url: 'https://api.example', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: { kind: 'url', url: 'https://x.example/netclient' } } }],
    ['a name for the id that would not do for Kubernetes', { id: 'Bakery 12' }],
  ])('is refused with %s', (_what, wrong) => {
    const site = newSite({ id: 'bakery-12', name: 'Bakery', mode: 'real', language: 'nl', timeZone: 'Europe/Brussels' });
    expect(Site.safeParse({ ...site, ...wrong }).success).toBe(false);
  });
});
