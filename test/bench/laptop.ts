import path from 'node:path';
import { openSite, createSecrets } from '../../electron/composition';
import { createDiscovery } from '../../electron/discovery/discovery';
import { MEMORY_ONLY } from '../../electron/store/secret-store';
import type { LaptopOrder, LaptopSaid } from './laptop-orders';

/*
 * The product's own parts on the lab's laptop, with a clock at hand: what the terminal program runs, but each event is told with
 * the time at which it happened. One order as JSON in the first argument; one JSON object per line on standard output.
 */

const now = (): number => performance.timeOrigin + performance.now();
const say = (said: LaptopSaid): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
const never = new AbortController().signal;
const quiet = (): void => undefined;

async function survey(ranges: readonly string[]): Promise<void> {
  const discovery = createDiscovery({ log: quiet, now: Date.now });
  const idle = process.memoryUsage.rss();
  let most = idle;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 250);
  const started = now();
  const found = await discovery.survey(
    { ranges },
    (device) => say({ said: 'device', at: now(), address: device.address, otherAddresses: device.otherAddresses, kind: device.kind, ports: device.ports.map((port) => port.port) }),
    { signal: never, progress: quiet },
  );
  clearInterval(watch);
  say({
    said: 'surveyed', started, ended: now(), idleBytes: idle, mostBytes: Math.max(most, process.memoryUsage.rss()),
    devices: found.devices.map((device) => ({ address: device.address, otherAddresses: device.otherAddresses, kind: device.kind, ports: device.ports.map((port) => port.port) })),
  });
}

async function check(order: Extract<LaptopOrder, { order: 'check' }>): Promise<void> {
  const { secrets, redactor } = createSecrets(null, MEMORY_ONLY);
  const site = await openSite({ file: order.siteFile, folder: order.folder, assets: path.resolve(__dirname, '../assets'), ledgerFile: order.ledgerFile ?? path.join(order.folder, 'logins.json'), clientsFolder: path.join(order.folder, 'clients'), secrets, redactor, log: quiet });
  try {
    if (site.engine.state.survey === null) await site.engine.run('survey', site.site, { only: null, signal: never });
    const begun = new Map<string, number>();
    for (const only of order.rounds) {
      const started = now();
      await site.engine.run('check', site.site, { only, signal: never }, {
        onProgress: ({ task, subject, state }) => {
          if (task !== 'read-camera') return;
          if (state === 'running') {
            if (!begun.has(subject)) begun.set(subject, now());
          } else if (begun.has(subject)) {
            say({ said: 'camera', name: subject, tookMs: now() - (begun.get(subject) ?? 0) });
            begun.delete(subject);
          }
        },
      });
      const readings = Object.values(site.engine.state.readings);
      say({ said: 'checked', started, ended: now(), outcomes: Object.fromEntries(readings.map((reading) => [reading.address, reading.error?.code ?? reading.outcome])), streams: readings.flatMap((reading) => [reading.main, reading.sub]).filter((measure) => measure !== null).length });
    }
  } finally {
    await site.close();
  }
}

async function stages(order: Extract<LaptopOrder, { order: 'stages' }>): Promise<void> {
  const { secrets, redactor } = createSecrets(null, MEMORY_ONLY);
  const open = await openSite({ file: order.siteFile, folder: order.folder, assets: path.resolve(__dirname, '../assets'), ledgerFile: path.join(order.folder, 'logins.json'), clientsFolder: path.join(order.folder, 'clients'), secrets, redactor, log: quiet });
  try {
    const { box } = open.site;
    if (box !== null && open.engine.state.pins[`${box.host}:${box.port}`] === undefined) {
      await open.engine.record({ type: 'host-key-pinned', host: box.host, port: box.port, key: await open.ports.boxes.hostKey(box, never) });
    }
    for (const stage of order.stages) {
      const started = now();
      await open.engine.run(stage, open.site, { only: null, signal: never });
      say({ said: 'ran', stage, started, ended: now(), trips: open.engine.state.trips[stage] ?? null });
    }
  } finally {
    await open.close();
  }
}

const order = JSON.parse(process.argv[2] ?? '{}') as LaptopOrder;
void (order.order === 'survey' ? survey(order.ranges) : order.order === 'check' ? check(order) : stages(order)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
