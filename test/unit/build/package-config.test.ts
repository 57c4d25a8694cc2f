import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkPackageConfig } from '../../../build/check-package-config.mjs';

describe('the configuration of the packages', () => {
  it('is valid for Linux, Windows and macOS', async () => {
    expect(Object.keys(await checkPackageConfig())).toEqual(expect.arrayContaining(['linux', 'win', 'mac']));
  });

  it('names no Electron of this machine', async () => {
    // It would be packed for Windows and macOS as well.
    expect(await checkPackageConfig()).not.toHaveProperty('electronDist');
  });

  it.each(['win', 'mac', 'linux'])('is refused with a wrong key for %s', async (system) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'package-config-'));
    onTestFinished(() => { rmSync(folder, { recursive: true }); });
    const file = path.join(folder, 'wrong.yml');
    const right = readFileSync(path.join(import.meta.dirname, '../../../build/electron-builder.yml'), 'utf8');
    writeFileSync(file, right.replace(`\n${system}:\n`, `\n${system}:\n  targets: [dir]\n`));
    await expect(checkPackageConfig(file)).rejects.toThrow(`configuration.${system}`);
  });
});
