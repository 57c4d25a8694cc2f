/**
 * Who may import whom: law 1 of the house as data. `folders`: sibling layers; `packages`: from npm; `node`: Node's own modules.
 * The compiler holds the folders (a tsconfig per layer lists its references); the lint rule in layer-rule.js holds all three,
 * because the compiler finds the types of any installed package.
 */
const PURE = { packages: ['zod'], node: false };
const DRIVER = { node: true };

export const LAYERS = {
  'electron/domain': { ...PURE, folders: [] },
  'electron/contract': { ...PURE, folders: ['electron/domain'] },
  'electron/engine': { ...PURE, folders: ['electron/domain', 'electron/contract'] },
  'electron/http': { ...DRIVER, packages: ['zod', 'axios'], folders: ['electron/domain', 'electron/engine'] },
  'electron/camera': { ...DRIVER, packages: ['zod', 'axios', 'fast-xml-parser'], folders: ['electron/domain', 'electron/engine'] },
  'electron/discovery': { ...DRIVER, packages: ['zod', 'fast-xml-parser'], folders: ['electron/domain', 'electron/engine', 'electron/camera'] },
  'electron/box': { ...DRIVER, packages: ['zod', 'node-ssh', 'ssh2'], folders: ['electron/domain', 'electron/engine'] },
  'electron/overlay': { ...DRIVER, packages: ['zod'], folders: ['electron/domain', 'electron/engine', 'electron/http'] },
  'electron/agents': { ...DRIVER, packages: ['zod', '@kubernetes/client-node', 'js-yaml'], folders: ['electron/domain', 'electron/engine', 'electron/http'] },
  'electron/store': { ...DRIVER, packages: ['zod'], folders: ['electron/domain', 'electron/engine'] },
  'electron/practice': {
    ...DRIVER,
    packages: ['zod', 'ssh2', 'fast-xml-parser'],
    // The practice box knows the drivers' constant scripts by identity.
    folders: ['electron/domain', 'electron/engine', 'electron/camera', 'electron/http', 'electron/box', 'electron/overlay'],
  },
  'electron/report': { ...DRIVER, packages: ['zod'], folders: ['electron/domain', 'electron/engine'] },
  'electron/terminal': { ...DRIVER, packages: ['zod'], folders: ['electron/domain', 'electron/engine', 'electron/report'] },
  'electron/shell': { node: true, packages: ['zod', 'electron'], folders: ['electron/domain', 'electron/contract', 'electron/engine', 'electron/store', 'electron/report'] },
  renderer: {
    node: false,
    packages: ['zod', 'react', 'react-dom', 'react-aria-components', 'zustand'],
    folders: ['electron/domain', 'electron/contract', 'assets'],
  },
};

/** The composition roots construct things, so they see every layer; only these two of them may see Electron. */
export const ROOTS = { folder: 'electron', packages: ['zod'], electron: ['electron/main.ts', 'electron/preload.ts'] };

/** How deep into another driver's folder one may reach: `camera/onvif/login` yes, `camera/onvif/parts/x` no. */
export const DEPTH_INTO_ANOTHER_LAYER = 2;
