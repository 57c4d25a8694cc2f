import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { isCameraKind } from './camera-kind';
import { CHARACTERS, type CharacterName } from '../../electron/practice/cameras/characters/library';
import type { Wire, WireHost } from './wire';

/** A simulated device of the lab; the format is that of test/lab/simulated-devices.ts. */
export interface PlannedDevice extends WireHost {
  readonly character: CharacterName;
  /** Further interfaces. */
  readonly also?: readonly WireHost[];
}

/** What it was told by the devices when they listened. */
export interface StandingDevice {
  readonly address: string;
  readonly character: string;
  readonly account: { readonly username: string; readonly password: string };
  /** Main first; without the login. */
  readonly streams: readonly string[];
}

export interface DeviceCount {
  readonly address: string;
  readonly character: string;
  readonly wrongLogins: number;
  readonly locked: boolean;
  readonly sessionsEver: number;
}

export interface Devices {
  readonly standing: readonly StandingDevice[];
  counts(): Promise<readonly DeviceCount[]>;
}

const PROGRAM = path.resolve(__dirname, '../test/simulated-devices.cjs');
const DEADLINE = 60_000;

/** Starts the devices on their interfaces, and is back when all of them listen. @throws Error with what they said. */
export async function startDevices(wire: Wire, folder: string, devices: readonly PlannedDevice[]): Promise<Devices> {
  const plan = path.join(folder, `${wire.site}.json`);
  const control = path.join(folder, `${wire.site}.sock`);
  writeFileSync(plan, JSON.stringify(devices));
  const child = wire.start('site', [process.execPath, PROGRAM, plan, '--control', control]);
  let said = '';
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (said = (said + more).slice(-2000)));
  const ready = new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
  const failed = once(child, 'exit').then(([code]): never => { throw new Error(`the devices ended with ${String(code)}: ${said}`); });
  failed.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error(`the devices are not ready: ${said}`)); }, DEADLINE); });
  try {
    const line = await Promise.race([ready, failed, late]);
    return { standing: (JSON.parse(line) as { devices: StandingDevice[] }).devices, counts: () => askCounts(control) };
  } finally {
    clearTimeout(timer);
  }
}

function askCounts(control: string): Promise<DeviceCount[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    connect(control).setEncoding('utf8').on('data', (more: string) => (text += more)).once('error', reject).once('end', () => { resolve((JSON.parse(text) as { counters: DeviceCount[] }).counters); });
  });
}

/** Locally administered, so that it can never be somebody's real one. */
export function macAt(index: number): string {
  return `02:be:ec:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
}

/** Characters of the library that are cameras, each different, in its order. */
export const CAMERA_CHARACTERS: readonly CharacterName[] = (Object.keys(CHARACTERS) as CharacterName[]).filter((name) => isCameraKind(CHARACTERS[name].kind) && CHARACTERS[name].kind !== 'recorder');

/** Does it answer any way of asking everybody at once? If not, only a sweep finds it. */
export function answersMulticast(name: CharacterName): boolean {
  const { probes, tongues } = CHARACTERS[name].discovery;
  return probes === 'all' || probes === 'multicast' || tongues.length > 0;
}
