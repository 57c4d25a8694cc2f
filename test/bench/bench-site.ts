import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newSite, type CameraChoice, type Site } from '../../electron/domain/site';

/** A site file with its passwords in files beside it, as the terminal program takes it. */
export function writeSite(folder: string, name: string, options: { range: string; logins: readonly { username: string; password: string }[]; cameras?: readonly CameraChoice[] }): string {
  mkdirSync(folder, { recursive: true });
  const site: Site = {
    ...newSite({ id: name, name: 'Bench', mode: 'real', language: 'en', timeZone: 'Europe/Brussels' }),
    ranges: [options.range],
    credentials: options.logins.map(({ username, password }, index) => {
      const file = path.join(folder, `${name}-password-${index}`);
      writeFileSync(file, password, { mode: 0o600 });
      return { id: `set-${index}`, name: `Set ${index}`, username, password: { kind: 'file', path: file } };
    }),
    cameras: [...(options.cameras ?? [])],
  };
  const file = path.join(folder, `${name}.site.json`);
  writeFileSync(file, JSON.stringify(site, null, 2));
  return file;
}
