import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Lab } from './site';

/**
 * Serves some of this machine's own Debian packages from the cloud, as a mirror would: packed again from what is installed, with the
 * scripts that dpkg kept, so that nothing has to be fetched. `source` is the line for the box's sources.list.
 */
export async function startMirror(lab: Lab, packages: readonly string[]): Promise<{ source: string; stop: () => void }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mirror-'));
  writeFileSync(path.join(folder, 'Packages'), packages.map((name) => pack(name, folder)).join('\n'));
  const { hostname } = new URL(lab.is.cloud.control);
  const child = spawn('ip', ['netns', 'exec', lab.is.namespaces.cloud, process.execPath, '-e', SERVE, hostname, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => { reject(new Error(`the mirror ended with ${String(code)}`)); });
    child.stdout.setEncoding('utf8').once('data', (text: string) => { resolve(text.trim()); });
  });
  return {
    source: `deb [trusted=yes] http://${hostname}:${port}/ ./`,
    stop: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What dpkg and apt write for themselves differs after an installation that was taken back; `packagesOf` tells that the packages are the same. */
export async function boxWithoutPackageLists(lab: Lab): Promise<string> {
  return (await lab.boxSnapshot()).split('\n').filter((line) => !/^\/var\/lib\/(apt|dpkg)\//.test(line)).join('\n');
}

export async function packagesOf(lab: Lab): Promise<string> {
  return (await lab.box('dpkg-query', '-W', '-f', '${db:Status-Abbrev} ${Package} ${Version}\n')).stdout;
}

/** Returns the package's entry for the list. */
function pack(name: string, folder: string): string {
  const tree = path.join(folder, name);
  mkdirSync(path.join(tree, 'DEBIAN'), { recursive: true });
  const control = execFileSync('dpkg-query', ['-s', name], { encoding: 'utf8' }).split('\n').filter((line) => !line.startsWith('Status:')).join('\n').trim();
  writeFileSync(path.join(tree, 'DEBIAN/control'), `${control}\n`);
  for (const script of ['preinst', 'postinst', 'prerm', 'postrm', 'conffiles']) {
    const kept = `/var/lib/dpkg/info/${name}.${script}`;
    if (existsSync(kept)) cpSync(kept, path.join(tree, 'DEBIAN', script));
  }
  for (const file of execFileSync('dpkg', ['-L', name], { encoding: 'utf8' }).split('\n').filter((line) => line !== '' && line !== '/.')) {
    const info = statSync(file, { throwIfNoEntry: false });
    // Documentation may have been left out when it was installed.
    if (info === undefined) continue;
    if (info.isDirectory()) mkdirSync(path.join(tree, file), { recursive: true, mode: info.mode & 0o7777 });
    else cpSync(file, path.join(tree, file), { verbatimSymlinks: true });
  }
  const deb = path.join(folder, `${name}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', tree, deb], { stdio: 'ignore' });
  rmSync(tree, { recursive: true });
  const bytes = readFileSync(deb);
  return `${control}\nFilename: ./${name}.deb\nSize: ${bytes.length}\nSHA256: ${createHash('sha256').update(bytes).digest('hex')}\n`;
}

const SERVE = `
const [host, folder] = process.argv.slice(1);
const server = require('node:http').createServer((request, response) => {
  const name = /^\\/(?:\\.\\/)?([\\w.+-]+)$/.exec(request.url)?.[1];
  const file = name === undefined ? null : require('node:path').join(folder, name);
  if (file === null || !require('node:fs').existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-length': require('node:fs').statSync(file).size });
  require('node:fs').createReadStream(file).pipe(response);
});
server.listen(0, host, () => console.log(server.address().port));
`;
