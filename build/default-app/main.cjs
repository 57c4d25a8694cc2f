'use strict';
// What Electron's own default_app does, as far as `electron [options] <folder>` and Playwright's `-r loader` need it. The
// test-only runtime (../bootstrap-electron.mjs) comes out of a packaged program, where Electron leaves it out.
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const options = parse(process.argv.slice(1));
if (options.version) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
if (options.folder === undefined) {
  console.error('usage: electron [options] <folder>');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
if (options.preloads.length > 0) Module._preloadModules(options.preloads);

const folder = path.resolve(options.folder);
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
app.setVersion(manifest.version);
app.name = manifest.productName ?? manifest.name;
app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
app.setAppPath(folder);
Module._load(Module._resolveFilename(folder, null, true), Module, true);

function parse(argv) {
  const parsed = { version: false, folder: undefined, preloads: [] };
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    if (argument === '-v' || argument === '--version') parsed.version = true;
    else if (argument === '-r' || argument === '--require') parsed.preloads.push(argv[++i]);
    else if (!argument.startsWith('-')) {
      parsed.folder = argument;
      break;
    }
  }
  return parsed;
}
