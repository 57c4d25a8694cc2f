import path from 'node:path';
import { FIRST_WAVE } from '../../electron/discovery/host-visit';
import { isCameraKind } from './camera-kind';
import { notMeasured, without, type Bench } from './bench';
import { Capture, firstAnswers, traffic, type Traffic } from './capture';
import { startDevices } from './devices';
import { count, recall, spread, time, times, told } from './figures';
import { Result } from '../../electron/terminal/result';
import { writeSite } from './bench-site';
import { onLaptop, saidOf, type SeenDevice } from './laptop-orders';
import { neighbourTable } from './neighbour-table';
import { discoveringPeers } from './peers/discovering';
import { scanWithNmap } from './peers/nmap';
import type { Line } from './report';
import { SITE_24 } from './site-24';
import { Wire } from './wire';

const OUR_RUNS = 5;
const TERMINAL_RUNS = 2;
const NMAP_RUNS = 3;
const PEER_RUNS = 2;
const DEADLINE = 60_000;
const CLI = path.resolve(__dirname, '../cli/cli.cjs');

interface OurRun {
  readonly devices: readonly SeenDevice[];
  /** First row of each address after its first answer on the wire. */
  readonly delays: ReadonlyMap<string, number>;
  readonly firstRow: number;
  /** Last camera on screen as a camera. */
  readonly lastCamera: number;
  /** From start until every open port stands on the screen. */
  readonly portsKnown: Map<string, number>;
  readonly whole: number;
  readonly traffic: Traffic;
}

/** A /24 with 25 live addresses: everything that a technician meets, and how fast it is on the screen. */
export const survey24: Bench = {
  name: 'survey-24',
  title: 'A /24 with 25 live addresses, 21 cameras',
  async run({ peers, folder, say }) {
    if (peers.tcpdump === null) return notMeasured(this, 'tcpdump');
    const site = SITE_24;
    const wire = Wire.up('p24', site);
    try {
      await startDevices(wire, folder, site.devices);
      const capturing = async <T>(work: () => Promise<T>): Promise<{ result: T; frames: Awaited<ReturnType<Capture['stop']>> }> => {
        wire.forget();
        const capture = await Capture.start(wire.laptop, wire.device, path.join(folder, 'wire.pcap'));
        const result = await work();
        return { result, frames: await capture.stop() };
      };

      const before = neighbourTable();
      const ours: OurRun[] = [];
      for (let run = 0; run < OUR_RUNS; run++) {
        const { result: said, frames } = await capturing(() => onLaptop(wire, { order: 'survey', ranges: [] }, DEADLINE));
        ours.push(readRun(said, frames, site.laptop));
        say(`our survey ${run + 1}: ${ours.at(-1)?.devices.length} devices, ${time(ours.at(-1)?.whole ?? 0)}`);
      }
      const terminal: number[] = [];
      for (let run = 0; run < TERMINAL_RUNS; run++) {
        wire.forget();
        const { tookMs, found } = await surveyInTerminal(wire, path.join(folder, `terminal-${run}`), site.range);
        terminal.push(tookMs);
        say(`the terminal program ${run + 1}: ${found} cameras, ${time(tookMs)}`);
      }
      if (neighbourTable().fulls > before.fulls) throw new Error('another program filled the neighbour table of this machine meanwhile, so that nobody could find anybody: measure again without it');

      const lines: Line[] = [];
      const figures: Record<string, unknown> = {};
      const calls = ours.map((run) => recall(site.cameras, run.devices.filter((device) => isCameraKind(device.kind)).map((device) => [device.address, ...device.otherAddresses])));
      const worst = calls.toSorted((a, b) => a.found.length - b.found.length || b.wrong.length - a.wrong.length)[0];
      lines.push({
        what: `Cameras found in a /24 with ${site.live} live addresses`,
        bar: `${site.cameras.length} of ${site.cameras.length}, nothing else called a camera`,
        measured: `${worst?.found.length ?? 0} of ${site.cameras.length} in the worst of ${ours.length} runs, ${Math.max(...calls.map((call) => call.wrong.length))} wrong${worst !== undefined && worst.missed.length > 0 ? `; missed ${worst.missed.join(', ')}` : ''}`,
        holds: calls.every((call) => call.missed.length === 0 && call.wrong.length === 0),
      });
      const lags = ours.map((run) => Math.min(...run.delays.values()));
      const allLags = ours.flatMap((run) => [...run.delays.values()]);
      lines.push({
        what: 'First row after its answer is on the wire',
        bar: '< 100 ms',
        measured: `${told(spread(lags), time)}; all rows: ${told({ ...spread(allLags), runs: allLags.length }, time).replace('runs', 'rows')}`,
        holds: Math.max(...lags) < 100,
      });

      const tookWhole = spread(ours.map((run) => run.whole));
      figures['terminalMs'] = terminal;
      figures['ours'] = ours.map((run, index) => ({ wholeMs: run.whole, firstRowMs: run.firstRow, lastCameraMs: run.lastCamera, traffic: run.traffic, found: calls[index]?.found.length, missed: calls[index]?.missed, wrong: calls[index]?.wrong, rowDelaysMs: Object.fromEntries(run.delays) }));
      if (peers.nmap === null) lines.push({ what: 'Every port known, against nmap -sT -n', bar: '5x faster, less traffic', measured: without('nmap'), holds: null });
      else {
        const scans: { asRoot: boolean; tookMs: number; traffic: Traffic; open: ReadonlySet<string> }[] = [];
        for (const asRoot of [false, true]) {
          for (let run = 0; run < NMAP_RUNS; run++) {
            const { result, frames } = await capturing(() => scanWithNmap(wire, peers.nmap ?? '', site.range, FIRST_WAVE, asRoot, site.laptop));
            scans.push({ asRoot, ...result, traffic: traffic(frames, site.laptop, FIRST_WAVE) });
            say(`nmap${asRoot ? ' as root' : ''} ${run + 1}: ${time(result.tookMs)}`);
          }
        }
        const truth = new Set(scans.flatMap((scan) => [...scan.open]));
        const complete = ours.map((run) => Math.max(...[...truth].map((port) => run.portsKnown.get(port) ?? Infinity)));
        const unknown = ours.map((run) => [...truth].filter((port) => !run.portsKnown.has(port)));
        const ourPicture = spread(ours.map((run) => run.traffic.picture));
        const ourFrames = spread(ours.map((run) => run.traffic.frames));
        for (const asRoot of [false, true]) {
          const those = scans.filter((scan) => scan.asRoot === asRoot);
          const took = spread(those.map((scan) => scan.tookMs));
          const frames = spread(those.map((scan) => scan.traffic.frames));
          const known = complete.every((value) => Number.isFinite(value)) ? spread(complete) : null;
          const who = asRoot ? 'nmap -sT -n as root (raw ARP, which no ordinary user may send)' : 'nmap -sT -n';
          lines.push({
            what: `All ${truth.size} open ports on the screen, ${FIRST_WAVE.length} ports asked at each host, against ${who}`,
            bar: asRoot ? 'no bar' : '5x faster',
            measured: known === null ? `${unknown.flat().length} ports were missed: ${[...new Set(unknown.flat())].slice(0, 4).join(', ')}` : `${times(took.median / known.median)} faster: ${told(known, time)} against ${told(took, time)}; with all its listening for late answers our survey takes ${told(tookWhole, time)}, as a whole terminal program ${told(spread(terminal), time)}`,
            holds: known === null ? false : asRoot ? null : took.median / known.median >= 5,
          });
          lines.push({
            what: `Frames on the wire for that (ARP, one datagram per address, connections that only ask whether one of these ports is open), against ${asRoot ? 'nmap as root' : 'nmap'}`,
            bar: asRoot ? 'no bar' : 'fewer',
            measured: `${told(ourPicture, count)} against ${told(frames, count)}; ${told(ourFrames, count)} with everything that nmap -sT does not do: asking in every protocol what each device is`,
            holds: asRoot ? null : ourPicture.median < frames.median,
          });
        }
        figures['nmap'] = scans.map((scan) => ({ asRoot: scan.asRoot, tookMs: scan.tookMs, traffic: scan.traffic, open: scan.open.size }));
        figures['portsCompleteMs'] = complete;
      }

      const theirs = discoveringPeers(peers);
      if (theirs.length < 3) lines.push({ what: 'Foreign ONVIF discoveries', bar: 'all of theirs and what they miss, sooner', measured: peers.missing.join('; '), holds: null });
      const sure = calls.every((call) => call.missed.length === 0);
      const cameraTime = spread(ours.map((run) => run.lastCamera));
      const peerFigures: unknown[] = [];
      for (const peer of theirs) {
        const runs: { found: number; tookMs: number; missed: readonly string[] }[] = [];
        for (let run = 0; run < PEER_RUNS; run++) {
          wire.forget();
          const found = await peer.run(wire);
          const met = recall(site.cameras, found.addresses.map((address) => [address]));
          runs.push({ found: met.found.length, tookMs: found.tookMs, missed: met.missed });
          say(`${peer.name} ${run + 1}: ${met.found.length}, ${time(found.tookMs)}`);
        }
        const found = spread(runs.map((run) => run.found));
        const took = spread(runs.map((run) => run.tookMs));
        lines.push({
          what: `Cameras found by ${peer.name} on the same wire`,
          bar: 'we find all of theirs and what they miss, sooner',
          measured: `it found ${told(found, count)} of ${site.cameras.length} in ${told(took, time)}; all ${site.cameras.length} stood on our screen after ${told(cameraTime, time)}`,
          holds: sure && found.max <= site.cameras.length && cameraTime.median < took.median,
        });
        peerFigures.push({ name: peer.name, runs });
      }
      figures['peers'] = peerFigures;
      return { name: this.name, lab: site.story, lines, figures };
    } finally {
      wire.down();
    }
  },
};

/** The terminal program as a whole, from its start to its end, with everything that it writes. */
async function surveyInTerminal(wire: Wire, folder: string, range: string): Promise<{ tookMs: number; found: number }> {
  const file = writeSite(folder, 'terminal', { range, logins: [] });
  const { code, stdout, stderr, tookMs } = await wire.run([process.execPath, CLI, 'survey', '--site', file, '--data', path.join(folder, 'data'), '--json'], { deadlineMs: DEADLINE });
  if (code !== 0) throw new Error(`the terminal program ended with ${code}: ${stderr.slice(-300)}`);
  return { tookMs, found: (Result.parse(JSON.parse(stdout)).survey?.devices ?? []).filter((device) => isCameraKind(device.kind)).length };
}

function readRun(said: Awaited<ReturnType<typeof onLaptop>>, frames: Awaited<ReturnType<Capture['stop']>>, laptop: string): OurRun {
  const [end] = saidOf(said, 'surveyed');
  if (end === undefined) throw new Error('the survey did not end');
  const answers = firstAnswers(frames, laptop);
  const rows = new Map<string, number>();
  const cameras = new Map<string, number>();
  const portsKnown = new Map<string, number>();
  for (const device of saidOf(said, 'device')) {
    for (const address of [device.address, ...device.otherAddresses]) if (!rows.has(address)) rows.set(address, device.at);
    if (isCameraKind(device.kind) && !cameras.has(device.address)) cameras.set(device.address, device.at - end.started);
    // A port is told for the device; its other addresses lead to the same one.
    for (const address of [device.address, ...device.otherAddresses]) for (const port of device.ports) if (!portsKnown.has(`${address}:${port}`)) portsKnown.set(`${address}:${port}`, device.at - end.started);
  }
  const delays = new Map([...rows].flatMap(([address, at]) => (answers.has(address) ? [[address, at - (answers.get(address) ?? at)] as const] : [])));
  return {
    devices: end.devices,
    delays,
    firstRow: Math.min(...rows.values()) - end.started,
    lastCamera: Math.max(...cameras.values()),
    portsKnown,
    whole: end.ended - end.started,
    traffic: traffic(frames, laptop, FIRST_WAVE),
  };
}
