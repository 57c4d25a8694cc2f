import { readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { layerRule } from '../../build/layer-rule.js';
import { LAYERS } from '../../build/layers.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What each layer must not reach, as it would be written in a file directly in its folder. */
const FORBIDDEN: Record<keyof typeof LAYERS, readonly string[]> = {
  'electron/domain': ['../contract/contract', '../engine/ports', '../shell/origin', 'node:fs', 'electron', 'axios'],
  'electron/contract': ['../engine/ports', '../shell/origin', 'node:fs', 'electron', 'react'],
  'electron/engine': ['../store/site-file', '../overlay/netmaker/netmaker-overlay', '../shell/origin', 'node:net', 'electron', 'react', 'ssh2'],
  'electron/http': ['../overlay/netmaker/session', '../camera/reader', 'electron', 'ssh2'],
  'electron/camera': ['../discovery/discovery', '../store/site-file', '../contract/contract', 'electron', 'ssh2'],
  'electron/discovery': ['../box/ssh-box', '../store/site-file', 'electron'],
  'electron/box': ['../overlay/netmaker/session', '../camera/reader', 'electron', 'axios'],
  'electron/overlay': ['../agents/factory/factory-registrar', '../box/ssh-box', '../store/site-file', 'electron', 'axios'],
  'electron/agents': ['../overlay/netmaker/session', '../camera/reader', 'electron', 'axios'],
  'electron/store': ['../shell/origin', '../camera/reader', 'electron', 'axios'],
  'electron/practice': ['../agents/factory/factory-registrar', '../store/site-file', 'electron'],
  'electron/report': ['../store/site-file', '../shell/origin', 'electron'],
  'electron/terminal': ['../shell/origin', '../overlay/netmaker/session', 'electron'],
  'electron/shell': ['../camera/reader', '../overlay/netmaker/session', '../practice/practice-site', 'react'],
  renderer: ['../electron/engine/ports', '../electron/shell/origin', '../electron/store/site-file', 'electron', 'node:fs', 'axios'],
};

/** What they may, so that a rule that forbids everything does not pass. */
const ALLOWED: readonly (readonly [keyof typeof LAYERS, string])[] = [
  ['electron/domain', 'zod'],
  ['electron/contract', '../domain/site'],
  ['electron/engine', '../contract/contract'],
  ['electron/discovery', '../camera/onvif/client'],
  ['electron/overlay', '../http/client'],
  ['electron/store', 'node:fs'],
  ['electron/shell', 'electron'],
  ['renderer', '../electron/contract/contract'],
  ['renderer', 'react'],
  ['renderer', './ui/button.module.css'],
];

describe('the lint rule', () => {
  // Only this rule, without the type checker, which knows no file that is not there.
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    overrideConfig: { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser }, plugins: { house: { rules: { layers: layerRule } } }, rules: { 'house/layers': 'error' } },
  });

  const findings = async (file: string, code: string): Promise<string[]> => {
    const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
    return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
  };

  it.each(Object.entries(FORBIDDEN).flatMap(([layer, imports]) => imports.map((specifier) => [layer, specifier] as const)))('refuses in %s the import of %s', async (layer, specifier) => {
    expect(await findings(`${layer}/example.ts`, `import { x } from '${specifier}';\nx();\n`)).toEqual(['house/layers']);
  });

  it.each(ALLOWED)('lets %s import %s', async (layer, specifier) => {
    expect(await findings(`${layer}/example.ts`, `import { x } from '${specifier}';\nx();\n`)).toEqual([]);
  });

  it.each([
    ["import type { Stats } from 'node:fs';\nexport type S = Stats;\n"],
    ["export { readFile } from 'node:fs';\n"],
    ["export * from '../engine/ports';\n"],
    ["export const later = (): Promise<unknown> => import('../engine/engine');\n"],
    ["export type Stats = import('node:fs').Stats;\n"],
    ["import fs = require('node:fs');\nexport default fs;\n"],
    ["const fs = require('node:fs');\nfs.rmSync('/');\n"],
  ])('sees %s', async (code) => {
    expect(await findings('electron/domain/example.ts', code)).toEqual(['house/layers']);
  });

  it('knows where a file in an inner folder is', async () => {
    const code = (specifier: string): string => `import { x } from '${specifier}';\nx();\n`;
    expect(await findings('electron/practice/cameras/deep/example.ts', code('../../../engine/ports'))).toEqual([]);
    expect(await findings('electron/practice/cameras/deep/example.ts', code('../../../agents/factory/client'))).toEqual(['house/layers']);
    // Its own inner folder that is named like a layer is its own.
    expect(await findings('electron/practice/world/example.ts', code('../box/example'))).toEqual([]);
  });

  it('keeps the inner parts of a driver to itself', async () => {
    expect(await findings('electron/discovery/example.ts', "import { x } from '../camera/onvif/parts/inner';\nx();\n")).toEqual(['house/layers']);
  });

  it('lets only the two Electron roots import Electron', async () => {
    const code = "import { app } from 'electron';\napp.quit();\n";
    expect(await findings('electron/main.ts', code)).toEqual([]);
    expect(await findings('electron/preload.ts', code)).toEqual([]);
    expect(await findings('electron/command-line.ts', code)).toEqual(['house/layers']);
  });

  it.each(Object.keys(LAYERS))('is on in the configuration for %s', async (layer) => {
    const config = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(path.join(ROOT, layer, 'example.ts'))) as { rules: Record<string, unknown[]> };
    expect(config.rules['house/layers']).toEqual([2]);
  });
});

describe('the compiler', () => {
  /** Compiles one more file into a layer, with the layer's own configuration, and returns the codes of what it says of that file. */
  const compile = (layer: string, code: string): number[] => {
    const configFile = path.join(ROOT, layer, 'tsconfig.json');
    const example = path.join(ROOT, layer, 'compiled-by-a-test.ts');
    const parsed = ts.getParsedCommandLineOfConfigFile(configFile, { noEmit: true, composite: false, incremental: false, emitDeclarationOnly: false }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined });
    if (parsed === undefined) throw new Error(`${configFile} cannot be read`);
    // What composite checks at the end is what holds the layers: a file that is neither the layer's nor a reference's.
    const options = { ...parsed.options, composite: true, noEmit: false, incremental: true, emitDeclarationOnly: true, tsBuildInfoFile: path.join(os.tmpdir(), 'never-written') };
    const host = ts.createCompilerHost(options);
    const withExample: ts.CompilerHost = {
      ...host,
      fileExists: (file) => file === example || host.fileExists(file),
      readFile: (file) => (file === example ? code : host.readFile(file)),
      getSourceFile: (file, languageVersion, ...rest) => (file === example ? ts.createSourceFile(file, code, languageVersion, true) : host.getSourceFile(file, languageVersion, ...rest)),
    };
    const program = ts.createProgram({ rootNames: [...parsed.fileNames, example], options, projectReferences: parsed.projectReferences ?? [], host: withExample });
    const source = program.getSourceFile(example);
    return [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics(source)]
      .filter((diagnostic) => mentions(diagnostic, example))
      .map((diagnostic) => diagnostic.code);
  };
  const mentions = (diagnostic: ts.Diagnostic, file: string): boolean => diagnostic.file?.fileName === file || JSON.stringify(diagnostic.messageText).includes(path.basename(file));

  /** "File ... is not listed within the file list of project": neither the layer's nor a reference's. */
  const OUTSIDE = 6307;
  /** "Cannot find module" and "Cannot find name ... install @types/node". */
  const UNKNOWN = [2307, 2591, 2580];

  it.each([
    ['electron/domain', "import type { Log } from '../engine/ports';\nexport type L = Log;\n"],
    ['electron/contract', "import type { Log } from '../engine/ports';\nexport type L = Log;\n"],
    ['electron/engine', "import { isMissing } from '../store/atomic-file';\nexport const x = isMissing;\n"],
    ['electron/store', "import { isOurs } from '../shell/origin';\nexport const x = isOurs;\n"],
    ['electron/overlay', "import { isMissing } from '../store/atomic-file';\nexport const x = isMissing;\n"],
    ['electron/report', "import { isMissing } from '../store/atomic-file';\nexport const x = isMissing;\n"],
    ['renderer', "import type { Log } from '../electron/engine/ports';\nexport type L = Log;\n"],
  ])('refuses in %s: %s', (layer, code) => {
    expect(compile(layer, code)).toContain(OUTSIDE);
  });

  it.each([
    ['electron/domain', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n"],
    ['electron/engine', "import { connect } from 'node:net';\nexport const x = connect;\n"],
    ['electron/engine', 'export const x = process.env;\n'],
    ['electron/engine', 'export const x = document.title;\n'],
    ['electron/domain', "export const x = fetch('http://localhost');\n"],
    ['renderer', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n"],
  ])('knows in %s nothing of: %s', (layer, code) => {
    const codes = compile(layer, code);
    expect(codes.some((found) => [...UNKNOWN, 2304, 2584].includes(found)), `found ${codes.join(', ')}`).toBe(true);
  });

  it('accepts what is allowed', () => {
    expect(compile('electron/engine', "import { newSite } from '../domain/site';\nexport const x = newSite;\n")).toEqual([]);
  });
});

it('every folder of the program is a layer', () => {
  const folders = readdirSync(path.join(ROOT, 'electron')).filter((name) => statSync(path.join(ROOT, 'electron', name)).isDirectory());
  expect(folders.map((name) => `electron/${name}`).sort()).toEqual(Object.keys(LAYERS).filter((layer) => layer.startsWith('electron/')).sort());
});
