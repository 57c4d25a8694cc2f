/**
 * `npm run package`: an unpacked program for Linux in release/ (`--dir`). Installers, Windows and macOS are configured in
 * electron-builder.yml and made where their tools are. With the test-only Electron the result is good for tests and nothing
 * else, and says so in its own folder.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bootstrapElectron } from './bootstrap-electron.mjs';
import { build, install, ROOT } from './prepare.mjs';

try {
  install();
  const { checkPackageConfig } = await import('./check-package-config.mjs');
  await checkPackageConfig();
  if (process.platform !== 'linux') throw new Error('Only the unpacked Linux program is made here so far; the configuration for this system was checked.');
  await build();
  const electron = await bootstrapElectron();
  const output = path.join(ROOT, 'release', electron.testOnly ? 'test-only' : '');
  fs.rmSync(path.join(output, 'linux-unpacked'), { recursive: true, force: true });
  const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
  const args = ['--linux', '--dir', '--config', 'build/electron-builder.yml', `-c.directories.output=${output}`, '--publish', 'never'];
  // In the configuration file this path would break Windows and macOS.
  args.push(`-c.electronDist=${fs.realpathSync(path.dirname(electron.program))}`);
  const result = spawnSync(process.execPath, [builder, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (result.status !== 0) throw new Error('Packaging failed; electron-builder says above why.');
  const program = path.join(output, 'linux-unpacked', 'kerberos-tunnel');
  if (electron.testOnly) {
    fs.writeFileSync(path.join(output, 'linux-unpacked', 'TEST-ONLY.txt'), `Made with Electron ${electron.version}, a stand-in for tests. Do not give it to anybody.\n`);
    console.log(`Made with the test-only Electron ${electron.version}: not to be shipped.`);
  }
  console.log(program);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
