/**
 * Builds the program into dist/: main, preload and cli as one CommonJS file each (Electron 25 loads no ES module as main
 * program, and a sandboxed preload script is always one CommonJS file), the window's page, and the assets beside them.
 * What did not change since its last build is left alone.
 *
 * `node build/bundle.mjs [--test] [--bench] [--force] [NAME ...]`; `--test` adds dist/test, programs that only the tests run,
 * `--bench` dist/bench, those of the bench; names (main, preload, cli, renderer, assets) build only these.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'dist');
const LIBRARIES = ['package-lock.json', 'build/bundle.mjs'];
const NODE_LAYERS = ['electron', ...LIBRARIES];

/** What is built, from what. `sources` decides whether it is stale. */
const PRODUCTS = [
  { name: 'main', entry: 'electron/main.ts', target: 'node18', sources: NODE_LAYERS },
  { name: 'preload', entry: 'electron/preload.ts', target: 'chrome114', sources: ['electron/preload.ts', 'electron/contract', 'electron/domain', ...LIBRARIES] },
  { name: 'cli', entry: 'electron/cli.ts', target: 'node18', sources: NODE_LAYERS },
  { name: 'renderer', entry: 'renderer/index.html', sources: ['renderer', 'electron/contract', 'electron/domain', 'assets', ...LIBRARIES] },
  { name: 'assets', entry: 'assets', sources: ['assets'] },
];
/** The lab's cloud, the terminal program that kills itself, and simulated devices; the lab's scripts expect them side by side in dist/test. */
const TEST_PRODUCTS = [
  {
    name: 'test',
    entry: 'test/lab/cloud.ts',
    target: 'node18',
    programs: { 'lab-cloud': 'test/lab/cloud.ts', 'crashing-cli': 'test/lab/crashing-cli.ts', 'simulated-devices': 'test/lab/simulated-devices.ts', 'cutting-proxy': 'test/lab/nightly/cutting-proxy.ts', 'lab-docker': 'test/lab/docker/main.ts' },
    sources: ['test/lab/cloud.ts', 'test/lab/cloud', 'test/lab/docker', 'test/lab/crashing-cli.ts', 'test/lab/simulated-devices.ts', 'test/lab/nightly/cutting-proxy.ts', ...NODE_LAYERS],
  },
];
/** The bench (build/bench.mjs), and the product's parts as it runs them on the lab's laptop. */
const BENCH_PRODUCTS = [
  {
    name: 'bench',
    entry: 'test/bench/main.ts',
    target: 'node20',
    programs: { main: 'test/bench/main.ts', laptop: 'test/bench/laptop.ts', 'stream-reader': 'test/bench/stream-reader.ts' },
    sources: ['test/bench', ...NODE_LAYERS],
  },
];

/**
 * @param {{ test?: boolean, bench?: boolean, force?: boolean, only?: string[], log?: (line: string) => void }} [options]
 * @returns {Promise<string[]>} names of what was built now
 */
export async function bundle({ test = false, bench = false, force = false, only = [], log = (line) => console.error(line) } = {}) {
  const built = [];
  for (const product of [...PRODUCTS, ...(test ? TEST_PRODUCTS : []), ...(bench ? BENCH_PRODUCTS : [])].filter(({ name }) => only.length === 0 || only.includes(name))) {
    if (!fs.existsSync(path.join(ROOT, product.entry))) {
      log(`${product.name}: ${product.entry} is missing, left out`);
      continue;
    }
    const stamp = fingerprint(product);
    if (!force && readText(path.join(DIST, product.name, '.stamp')) === stamp) continue;
    const started = performance.now();
    // Built beside and moved into place: a program that is running, or a second build, never sees a half.
    const work = path.join(DIST, `.${product.name}-${process.pid}`);
    fs.rmSync(work, { recursive: true, force: true });
    try {
      await BUILDERS[product.name === 'renderer' || product.name === 'assets' ? product.name : 'program'](product, work);
      fs.writeFileSync(path.join(work, '.stamp'), stamp);
      moveIntoPlace(work, path.join(DIST, product.name));
    } finally {
      fs.rmSync(work, { recursive: true, force: true });
    }
    built.push(product.name);
    log(`${product.name}: built in ${Math.round(performance.now() - started)} ms`);
  }
  return built;
}

/** Is there something to build? Costs a read of the sources, some 20 ms. */
export function isStale({ test = false } = {}) {
  return [...PRODUCTS, ...(test ? TEST_PRODUCTS : [])].some(
    (product) => fs.existsSync(path.join(ROOT, product.entry)) && readText(path.join(DIST, product.name, '.stamp')) !== fingerprint(product),
  );
}

const BUILDERS = {
  async program({ entry, name, target, programs = { [name]: entry } }, outDir) {
    const { build } = await import('vite');
    for (const [program, input] of Object.entries(programs)) {
      await build({
        configFile: false,
        root: ROOT,
        logLevel: 'warn',
        mode: 'production',
        ssr: { noExternal: true, target: 'node' },
        build: {
          ssr: true,
          target,
          outDir,
          emptyOutDir: false,
          minify: false,
          sourcemap: true,
          copyPublicDir: false,
          rollupOptions: {
            input: path.join(ROOT, input),
            // ssh2 asks for these two in a try: it works without, and compiled for Node they would not load in Electron.
            external: ['electron', /\.node$/, 'cpu-features', ...builtinModules, ...builtinModules.map((module) => `node:${module}`)],
            output: { format: 'cjs', entryFileNames: `${program}.cjs`, codeSplitting: false },
          },
        },
      });
    }
  },
  async renderer(_product, outDir) {
    const { build } = await import('vite');
    await build({ configFile: path.join(ROOT, 'renderer/vite.config.ts'), logLevel: 'warn', mode: 'production', build: { outDir, emptyOutDir: true } });
  },
  async assets({ entry }, outDir) {
    fs.cpSync(path.join(ROOT, entry), outDir, { recursive: true, filter: (file) => path.relative(path.join(ROOT, entry), file).split(path.sep)[0] !== 'screenshots' });
  },
};

function moveIntoPlace(from, to) {
  const old = `${from}-old`;
  try {
    fs.renameSync(to, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  try {
    fs.renameSync(from, to);
  } catch (error) {
    // A build at the same moment put its own there, from the same sources.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
  }
  fs.rmSync(old, { recursive: true, force: true });
}

function fingerprint({ sources }) {
  const hash = createHash('sha256');
  for (const source of sources) for (const file of filesUnder(path.join(ROOT, source))) hash.update(`${path.relative(ROOT, file)}\0`).update(fs.readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function* filesUnder(place) {
  const found = fs.statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isFile()) {
    yield place;
    return;
  }
  for (const name of fs.readdirSync(place).sort()) if (!name.startsWith('.') && name !== 'screenshots') yield* filesUnder(path.join(place, name));
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const built = await bundle({ test: process.argv.includes('--test'), bench: process.argv.includes('--bench'), force: process.argv.includes('--force'), only: names });
  if (built.length === 0) console.error('Nothing to build.');
}
