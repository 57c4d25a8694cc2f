/** Checks build/electron-builder.yml against electron-builder's own schema, for all systems, without network and without packing. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const FILE = path.join(import.meta.dirname, 'electron-builder.yml');

/** @throws {Error} that names the wrong key */
export async function checkPackageConfig(file = FILE) {
  const yaml = require('js-yaml');
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
  const { DebugLogger } = require('builder-util');
  const config = yaml.load(fs.readFileSync(file, 'utf8'));
  await validateConfiguration(config, new DebugLogger(false));
  return config;
}
