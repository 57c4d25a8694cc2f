import { builtinModules } from 'node:module';
import path from 'node:path';
import { DEPTH_INTO_ANOTHER_LAYER, LAYERS, ROOTS } from './layers.js';

const NODE_MODULES = new Set(builtinModules);

/**
 * Why the file may not import this, or null. `file` is relative to the repository, with slashes; `specifier` as written.
 * @param {string} file
 * @param {string} specifier
 * @returns {string | null}
 */
export function whyForbidden(file, specifier) {
  const layer = layerOf(file);
  if (layer !== null) return specifier.startsWith('.') ? whyForbiddenFolder(file, specifier, layer) : whyForbiddenPackage(specifier, layer, LAYERS[layer]);
  if (path.posix.dirname(file) !== ROOTS.folder || specifier.startsWith('.')) return null;
  const packages = ROOTS.electron.includes(file) ? [...ROOTS.packages, 'electron'] : ROOTS.packages;
  return whyForbiddenPackage(specifier, file, { node: true, packages });
}

function whyForbiddenFolder(file, specifier, layer) {
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, '')));
  if (isInside(target, layer)) return null;
  const { folders } = LAYERS[layer];
  const folder = folders.find((candidate) => isInside(target, candidate));
  if (folder === undefined) return `${layer} may import ${folders.length === 0 ? 'no other folder' : `only ${folders.join(', ')}`}, not ${target}.`;
  if (!folder.startsWith('electron/')) return null;
  const depth = path.posix.relative(folder, target).split('/').length;
  return depth > DEPTH_INTO_ANOTHER_LAYER ? `${target} is an inner part of ${folder}.` : null;
}

function whyForbiddenPackage(specifier, who, { node, packages }) {
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
  if (specifier.startsWith('node:') || NODE_MODULES.has(name)) return node ? null : `${who} runs without Node: it may not import ${specifier}.`;
  return packages.includes(name) ? null : `${who} may import the packages ${packages.join(', ')} and no others, not ${name}.`;
}

function layerOf(file) {
  return Object.keys(LAYERS).find((layer) => isInside(file, layer)) ?? null;
}

function isInside(file, folder) {
  return file === folder || file.startsWith(`${folder}/`);
}

/** Static imports, re-exports, `import()`, `import('x').Type` and `import x = require('x')` alike. */
export const layerRule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{why}}' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const examine = (node) => {
      if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
      const why = whyForbidden(file, node.value);
      if (why !== null) context.report({ node, messageId: 'forbidden', data: { why } });
    };
    return {
      ImportDeclaration: (node) => examine(node.source),
      ExportNamedDeclaration: (node) => examine(node.source),
      ExportAllDeclaration: (node) => examine(node.source),
      ImportExpression: (node) => examine(node.source),
      TSImportType: (node) => examine(node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => examine(node.expression),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') examine(node.arguments[0]);
      },
    };
  },
};
