import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';

/** One frame on the wire. */
export interface Frame {
  /** Milliseconds since 1970, to the microsecond. */
  readonly at: number;
  readonly bytes: number;
  readonly kind: 'arp' | 'udp' | 'tcp' | 'other';
  /** IPv4 (of an ARP frame: its sender). */
  readonly from: string;
  readonly to: string;
  /** Of TCP and UDP (0 in the later fragments of a datagram). */
  readonly fromPort: number;
  readonly toPort: number;
  /** Bytes that TCP carries in it, and the first of them (-1: none). */
  readonly carried: number;
  readonly first: number;
}

const SNAP = 96;
const HEADER = 24;
const RECORD = 16;

/** tcpdump on the laptop's wire; every frame counts, also those that the kernel sends by itself (ARP). */
export class Capture {
  readonly #process: ChildProcess;
  readonly #file: string;

  private constructor(process: ChildProcess, file: string) {
    this.#process = process;
    this.#file = file;
  }

  /** @throws Error where tcpdump does not start. */
  static async start(namespace: string, device: string, file: string): Promise<Capture> {
    const process = spawn('ip', ['netns', 'exec', namespace, 'tcpdump', '-i', device, '-n', '-U', '--immediate-mode', '-B', '16384', '-s', String(SNAP), '-Z', 'root', '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      process.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('listening on')) resolve();
      });
      process.once('error', reject);
      process.once('exit', () => reject(new Error(`tcpdump: ${said}`)));
    });
    return new Capture(process, file);
  }

  /** Ends it and hands over what it saw. @throws Error when it lost frames: then the count would be wrong. */
  async stop(): Promise<Frame[]> {
    let said = '';
    this.#process.stderr?.on('data', (text: string) => (said += text));
    await this.#settled();
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGINT');
    await ended;
    const frames = readFrames(readFileSync(this.#file));
    rmSync(this.#file, { force: true });
    const lost = Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0);
    if (lost > 0) throw new Error(`tcpdump lost ${lost} of ${frames.length} frames`);
    return frames;
  }

  /** Frames wait in the kernel for tcpdump, which forgets them when it is told to end: first let it write all it has. */
  async #settled(): Promise<void> {
    for (let before = -1, same = 0; same < 3; ) {
      const { size } = statSync(this.#file);
      same = size === before ? same + 1 : 0;
      before = size;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** pcap as tcpdump writes it on this machine: little endian, microseconds, Ethernet. */
export function readFrames(pcap: Buffer): Frame[] {
  if (pcap.length < HEADER || pcap.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error('not a capture of tcpdump');
  const frames: Frame[] = [];
  for (let at = HEADER; at + RECORD <= pcap.length; ) {
    const kept = pcap.readUInt32LE(at + 8);
    const data = pcap.subarray(at + RECORD, at + RECORD + kept);
    frames.push({ at: pcap.readUInt32LE(at) * 1000 + pcap.readUInt32LE(at + 4) / 1000, bytes: pcap.readUInt32LE(at + 12), ...read(data) });
    at += RECORD + kept;
  }
  return frames;
}

function read(frame: Buffer): Omit<Frame, 'at' | 'bytes'> {
  const type = frame.length >= 34 ? frame.readUInt16BE(12) : 0;
  const address = (at: number): string => [...frame.subarray(at, at + 4)].join('.');
  const none = { fromPort: 0, toPort: 0, carried: 0, first: -1 };
  if (type === 0x0806 && frame.length >= 42) return { kind: 'arp', from: address(28), to: address(38), ...none };
  if (type !== 0x0800) return { kind: 'other', from: '', to: '', ...none };
  const between = { from: address(26), to: address(30) };
  const isFirst = (frame.readUInt16BE(20) & 0x1fff) === 0;
  const protocol = frame[23];
  // Where the layer above IP begins.
  const tcp = 14 + ((frame[14] ?? 0) & 15) * 4;
  if (protocol === 17 && !isFirst) return { kind: 'udp', ...between, ...none };
  if (protocol === 17 && frame.length >= tcp + 4) return { kind: 'udp', ...between, ...none, fromPort: frame.readUInt16BE(tcp), toPort: frame.readUInt16BE(tcp + 2) };
  if (protocol !== 6 || frame.length < tcp + 20) return { kind: 'other', ...between, ...none };
  const data = tcp + ((frame[tcp + 12] ?? 0) >> 4) * 4;
  const carried = Math.max(0, 14 + frame.readUInt16BE(16) - data);
  return { kind: 'tcp', ...between, fromPort: frame.readUInt16BE(tcp), toPort: frame.readUInt16BE(tcp + 2), carried, first: carried > 0 ? (frame[data] ?? -1) : -1 };
}

/** Frames by what they are for. */
export interface Traffic {
  readonly frames: number;
  readonly bytes: number;
  readonly arp: number;
  readonly udp: number;
  readonly tcp: number;
  /** ARP, the first datagram to each single address, and connections that carried nothing: who is there, and which of these ports are open. */
  readonly picture: number;
}

/** `ports`: those that the picture is of. `laptop`: who asks. */
export function traffic(frames: readonly Frame[], laptop: string, ports: readonly number[]): Traffic {
  const of = (kind: Frame['kind']): number => frames.filter((frame) => frame.kind === kind).length;
  const speaking = new Set(frames.filter((frame) => frame.carried > 0).map(connection));
  const knocks = frames.filter((frame) => frame.kind === 'tcp' && ports.includes(frame.from === laptop ? frame.toPort : frame.fromPort) && !speaking.has(connection(frame)));
  const swept = new Set(frames.filter((frame) => frame.kind === 'udp' && frame.from === laptop && frame.toPort === 3702 && !frame.to.startsWith('239.')).map((frame) => frame.to));
  return {
    frames: frames.length, bytes: frames.reduce((sum, frame) => sum + frame.bytes, 0), arp: of('arp'), udp: of('udp'), tcp: of('tcp'),
    picture: of('arp') + knocks.length + swept.size,
  };
}

/** The same for both directions. */
function connection({ from, fromPort, to, toPort }: Frame): string {
  return [`${from}:${fromPort}`, `${to}:${toPort}`].sort().join(' ');
}

/** When RTP first came inside an RTSP connection (RFC 2326, 10.12: a dollar sign before each packet); null: never. */
export function firstRtp(frames: readonly Frame[], camera: string): number | null {
  return frames.find((frame) => frame.from === camera && frame.fromPort === 554 && frame.first === 0x24)?.at ?? null;
}

/** When each device first answered (anything but ARP), milliseconds since 1970. */
export function firstAnswers(frames: readonly Frame[], laptop: string): Map<string, number> {
  const first = new Map<string, number>();
  for (const { kind, from, at } of frames) if (kind !== 'arp' && from !== '' && from !== laptop && !first.has(from)) first.set(from, at);
  return first;
}
