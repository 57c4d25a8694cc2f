import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Bench } from './bench';
import { othersShare, processorTime } from './other-work';
import { connect } from './connect';
import { findPeers } from './peers/programs';
import { intoReadme, markdown, type BenchResult } from './report';
import { oneStream } from './one-stream';
import { survey16 } from './survey-16';
import { survey24 } from './survey-24';
import { verify64 } from './verify-64';
import { ownLeftovers, removeLeftovers, takeDownAll } from './wire';
import { wrongLogins } from './wrong-logins';

/** `main.cjs [NAME ...] [--readme]`; see build/bench.mjs. */
const BENCHES: readonly Bench[] = [survey24, survey16, verify64, oneStream, wrongLogins, connect];
const ROOT = path.resolve(__dirname, '../..');
const RESULTS = path.join(ROOT, 'test-results');
/** Part of the processors' time that others may take before the figures are called noisy. */
const QUIET = 0.1;

/** Plans, captures and site files of this run. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-bench-'));

async function main(): Promise<number> {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    rmSync(folder, { recursive: true, force: true });
    console.error(`Unknown bench ${unknown.join(', ')}; there are ${BENCHES.map((bench) => bench.name).join(', ')}.`);
    return 2;
  }
  const say = (line: string): void => console.error(`  ${line}`);
  const before = processorTime();
  const results: BenchResult[] = [];
  let failed = 0;
  try {
    removeLeftovers();
    const peers = findPeers(say);
    for (const missing of peers.missing) say(`missing: ${missing}`);
    for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
      console.error(`\n== ${bench.title} (${bench.name}) ==`);
      try {
        results.push(await bench.run({ peers, folder, say }));
      } catch (error) {
        failed++;
        console.error(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const others = othersShare(before, processorTime());
  const measured = {
    at: new Date().toISOString(),
    machine: `${os.cpus().length} processor cores, ${os.platform() === 'linux' ? 'Linux' : os.platform()}, Node ${process.versions.node.split('.')[0] ?? ''}`,
    load: others < QUIET ? 'nothing else was running' : `other work took ${Math.round(others * 100)} % of the processors meanwhile, so times are longer than they would be`,
    results,
  };
  const table = markdown(measured);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(path.join(RESULTS, 'bench.json'), `${JSON.stringify({ ...measured, othersShare: others }, null, 2)}\n`);
  writeFileSync(path.join(RESULTS, 'bench.md'), `${table}\n`);
  console.log(`\n${table}\n`);
  if (process.argv.includes('--readme')) {
    if (failed > 0 || names.length > 0) {
      console.error('The README takes a whole run without failures only.');
      return 1;
    }
    const readme = path.join(ROOT, 'README.md');
    writeFileSync(readme, intoReadme(readFileSync(readme, 'utf8'), table));
  }
  for (const name of ownLeftovers()) {
    console.error(`left behind: ${name}`);
    failed++;
  }
  return failed > 0 || results.some((result) => result.lines.some((line) => line.holds === false)) ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    takeDownAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}
void main().then((code) => {
  process.exitCode = code;
});
