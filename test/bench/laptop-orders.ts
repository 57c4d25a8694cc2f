import type { Wire } from './wire';
import path from 'node:path';
import type { RoundTrips } from '../../electron/domain/round-trips';
import type { Stage } from '../../electron/domain/stage';

/** What the bench asks of the product on the laptop (`laptop.ts`). */
export type LaptopOrder =
  | { readonly order: 'survey'; readonly ranges: readonly string[] }
  /** `rounds`: one check after another, each of these parts. `ledgerFile`: default in the folder. */
  | { readonly order: 'check'; readonly siteFile: string; readonly folder: string; readonly ledgerFile?: string; readonly rounds: readonly (readonly string[] | null)[] }
  /** These stages of the site, one after another; the box's key is taken as it is at first sight. */
  | { readonly order: 'stages'; readonly siteFile: string; readonly folder: string; readonly stages: readonly Stage[] };

export interface SeenDevice {
  readonly address: string;
  readonly otherAddresses: readonly string[];
  readonly kind: string;
  readonly ports: readonly number[];
}

/** Times are milliseconds since 1970, memory is resident bytes. */
export type LaptopSaid =
  | ({ readonly said: 'device'; readonly at: number } & SeenDevice)
  | { readonly said: 'surveyed'; readonly started: number; readonly ended: number; readonly idleBytes: number; readonly mostBytes: number; readonly devices: readonly SeenDevice[] }
  | { readonly said: 'camera'; readonly name: string; readonly tookMs: number }
  | { readonly said: 'ran'; readonly stage: Stage; readonly started: number; readonly ended: number; readonly trips: RoundTrips | null }
  | { readonly said: 'checked'; readonly started: number; readonly ended: number; readonly outcomes: Readonly<Record<string, string>>; readonly streams: number };

/** What the bench asks of `stream-reader.ts`. */
export interface StreamOrder {
  readonly uri: string;
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** Times are milliseconds since 1970. */
export interface StreamRead {
  readonly processStarted: number;
  readonly started: number;
  readonly ended: number;
  readonly measure: { readonly fps: number; readonly kbps: number; readonly loss: number };
}

const PROGRAM = path.resolve(__dirname, 'laptop.cjs');

/** Gives an order and hands over all that was said, in order. @throws Error when it failed. */
export async function onLaptop(wire: Wire, order: LaptopOrder, deadlineMs: number): Promise<LaptopSaid[]> {
  const { code, stdout, stderr } = await wire.run([process.execPath, PROGRAM, JSON.stringify(order)], { deadlineMs });
  if (code !== 0) throw new Error(`the product on the laptop ended with ${code}: ${stderr.slice(-600)}`);
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LaptopSaid);
}

/** @throws Error when nothing was received. */
export async function readStream(wire: Wire, order: StreamOrder, deadlineMs: number): Promise<StreamRead> {
  const { code, stdout, stderr } = await wire.run([process.execPath, path.resolve(__dirname, 'stream-reader.cjs'), JSON.stringify(order)], { deadlineMs });
  if (code !== 0) throw new Error(`no stream was read: ${stderr.slice(-600)}`);
  return JSON.parse(stdout) as StreamRead;
}

export function saidOf<K extends LaptopSaid['said']>(said: readonly LaptopSaid[], kind: K): Extract<LaptopSaid, { said: K }>[] {
  return said.filter((entry): entry is Extract<LaptopSaid, { said: K }> => entry.said === kind);
}
