import { z } from 'zod';
import type { BoxFacts } from '../../domain/box';
import type { Box } from '../../engine/ports';
import { parseVersion } from './api/version';
import { STATE_NAME, STATE_SCRIPT } from './scripts';

type Init = BoxFacts['init'];
const INITS: readonly Init[] = ['systemd', 'openrc', 'procd', 'sysv', 'runit'];

/** netclient on the box, as it is right now. */
export interface BoxState {
  /** null: not there, or it cannot be run. */
  readonly version: string | null;
  readonly installed: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  /** How the box starts services. */
  readonly init: Init;
  readonly config: boolean;
  /** For which kind of system its service is described; null: not at all. */
  readonly unit: Init | null;
  /** The program whose container the client runs in; null: it runs on the box itself. */
  readonly container: 'docker' | 'podman' | null;
  readonly interface: boolean;
  readonly hostId: string | null;
  /** Networks that it belongs to. */
  readonly networks: readonly string[];
}

/** nodes.json: network name to node; the addresses in it are Go's `{IP, Mask}` and are read from the server instead. */
const NodesFile = z.record(z.string().max(200), z.unknown());

export async function readBoxState(box: Box, signal: AbortSignal): Promise<BoxState> {
  // Every netclient command makes a test interface first, so it can take a while on a busy Pi.
  return parseBoxState(await box.demand(['sh', '-c', STATE_SCRIPT, STATE_NAME], { root: true, deadlineMs: 30_000, signal }));
}

export function parseBoxState(output: string): BoxState {
  const [head = '', nodes = ''] = split(output, /^nodes=$/m);
  const lines = head.split('\n').map((line) => line.trim());
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1).trim() ?? '';
  const initOf = (key: string): Init | null => INITS.find((init) => init === value(key)) ?? null;
  const id = /^"id"\s*:\s*"([0-9A-Za-z-]{1,64})"$/m.exec(lines.join('\n'))?.[1] ?? null;
  const container = value('container') === 'docker' || value('container') === 'podman' ? (value('container') as 'docker' | 'podman') : null;
  const [running = '', restart = ''] = value('running').split(' ');
  return {
    installed: value('binary') === 'yes',
    version: /^[\w.+-]{1,40}$/.test(value('version')) ? value('version') : null,
    active: container === null ? value('active') === 'active' : running === 'true',
    // Docker starts its containers again by itself; podman has a service of ours for it.
    enabled: container === 'docker' ? restart === 'always' : value('enabled') === 'enabled',
    init: initOf('init') ?? 'unknown',
    config: value('config') === 'yes',
    unit: initOf('unit'),
    container,
    interface: value('interface') === 'yes',
    hostId: id,
    networks: networkNames(nodes),
  };
}

/** The version in what `netclient version` prints: the last line that is not log (those start with `[netclient]`). */
export function versionIn(output: string): string | null {
  const line = output.split('\n').map((text) => text.trim()).filter((text) => text !== '' && !text.startsWith('[netclient')).at(-1);
  return line !== undefined && (parseVersion(line) !== null || line === 'dev') ? line : null;
}

function split(text: string, at: RegExp): [string, string] {
  const found = at.exec(text);
  return found === null ? [text, ''] : [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}

function networkNames(text: string): string[] {
  try {
    const parsed = NodesFile.safeParse(JSON.parse(text));
    return parsed.success ? Object.keys(parsed.data) : [];
  } catch {
    // Missing, or being written this moment: the next look will tell.
    return [];
  }
}
