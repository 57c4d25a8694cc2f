import { createServer, type RequestListener } from 'node:http';
import { z } from 'zod';
import { cancelled } from '../domain/errors';
import type { Site } from '../domain/site';
import type { Log } from '../engine/ports';
import { BoxState, FRESH_BOX } from './box/box-state';
import { startSimulatedBox } from './box/simulated-box';
import { closed, listening, unavailable } from './cameras/listening';
import { readMedia } from './cameras/media';
import { startNeighbour } from './cameras/neighbour';
import { PRACTICE_CAMERAS, PRACTICE_NEIGHBOURS } from './cameras/practice-cameras';
import { startCamera } from './cameras/simulated-camera';
import { startDiscoveryResponder, type DiscoverySubject } from './cameras/ws-discovery';
import { createFactorySimulator } from './factory/simulator';
import { FactoryState, newFactoryState } from './factory/state';
import { address, cameraHostIn, chooseLayout, hostIn, Layout } from './layout';
import { createNetmakerSimulator } from './netmaker/simulator';
import { NetmakerState, newNetmakerState } from './netmaker/state';
import { createPracticeAgents } from './practice-agents';
import { writePracticeClient } from './practice-client';
import { overlayReaches, PRACTICE_NETWORK, practiceHub } from './practice-overlay';
import { openWorld } from './world';

/** One version for the server and its client: the newest that the drivers were written against. */
const NETMAKER_VERSION = 'v1.5.1';

/**
 * Who may do what. No secrets, in spite of the name: the same on every practice site, and they open nothing but simulations on
 * loopback. Signs that need encoding in a URL are there on purpose.
 */
const ACCOUNTS = {
  camera: { username: 'practice', password: 'Camera#7&oefen' },
  box: { username: 'technician', password: 'Box-7:oefen' },
  netmaker: { username: 'practice', password: 'Netmaker-7+oefen' },
  factory: { username: 'root', password: 'Factory-7/oefen' },
  agent: { username: 'root', password: 'Agent-7%oefen' },
} as const;

const VAULT = {
  camera: 'practice-camera-login',
  box: 'practice-box-login',
  netmaker: 'practice-netmaker-login',
  factory: 'practice-factory-login',
  agent: 'practice-agent-login',
} as const satisfies Record<keyof typeof ACCOUNTS, string>;

export interface PracticeSite {
  /** What the site file of the practice site says. */
  readonly settings: Pick<Site, 'ranges' | 'credentials' | 'box' | 'overlay' | 'agents'>;
  /** Values for the vault, by id. */
  readonly secrets: Record<string, string>;
  close(): Promise<void>;
}

export interface PracticeSiteOptions {
  /** Where its world is kept. */
  readonly directory: string;
  /** The program's assets/practice. */
  readonly assetsDirectory: string;
  readonly log: Log;
  /** Stops the starting; what has started is closed with `close`. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the practice site: five cameras, a printer and a computer, a spare box, a Netmaker and a Factory with its agents, all
 * on loopback addresses of its own, in the state in which they were left.
 * @throws TunnelError `practice-unavailable`, `storage-failed`, `cancelled`; nothing is left running then.
 */
export async function startPracticeSite(options: PracticeSiteOptions): Promise<PracticeSite> {
  const { directory, assetsDirectory, log, signal } = options;
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    // What uses something is closed before it: the reverse of the starting.
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const started = <T extends { close(): unknown }>(thing: T): T => {
    closers.push(() => thing.close());
    if (signal?.aborted === true) throw cancelled();
    return thing;
  };
  const serve = async (handler: RequestListener, host: string, port: number): Promise<void> => {
    const server = createServer(handler);
    try {
      await listening(server, port, host);
    } catch (cause) {
      throw unavailable(cause, `${host}:${port}`);
    }
    started({
      close: async () => {
        const ended = closed(server);
        server.closeAllConnections();
        await ended;
      },
    });
  };

  try {
    const media = await readMedia(assetsDirectory);
    const client = await writePracticeClient(directory);
    const world = openWorld(directory);
    const place = world.part('layout', Layout.nullable(), null);
    const layout = place.read() ?? (await chooseLayout(directory));
    place.write(layout);
    const { block, ports } = layout;

    const stills = new Map<string, Uint8Array>();
    const subjects: DiscoverySubject[] = [];
    // By number; those that are not there have the one that all of them started with.
    const passwords = world.part('camera-passwords', z.record(z.string(), z.string()), {});
    for (const character of PRACTICE_CAMERAS) {
      const number = String(character.number);
      const account = { ...ACCOUNTS.camera, password: passwords.read()[number] ?? ACCOUNTS.camera.password };
      const onPassword = (password: string): void => passwords.write({ ...passwords.read(), [number]: password });
      const camera = started(await startCamera({ character, host: cameraHostIn(layout, character.number), httpPort: ports.http, rtspPort: ports.rtsp, media, account, onPassword }));
      stills.set(camera.host, media.stills[character.scene]);
      subjects.push(camera.subject);
    }
    for (const character of PRACTICE_NEIGHBOURS) subjects.push(started(await startNeighbour(character, address(block, character.last), ports.http)).subject);
    started(await startDiscoveryResponder(subjects, log).catch((cause: unknown) => Promise.reject(unavailable(cause, address(block, 11)))));

    const netmakerState = world.part('netmaker', NetmakerState, newNetmakerState({ networks: [PRACTICE_NETWORK], users: [ACCOUNTS.netmaker] }));
    // A world of an earlier version may know other passwords.
    netmakerState.write({ ...netmakerState.read(), users: [{ ...ACCOUNTS.netmaker, totp: false, code: '000000', sso: false }] });
    const netmakerHost = hostIn(layout, 'netmaker');
    const netmaker = started(createNetmakerSimulator({ state: netmakerState, publicServer: `${netmakerHost}:${ports.netmaker}`, version: NETMAKER_VERSION, hub: practiceHub(netmakerHost) }));
    await serve(netmaker.handler, netmakerHost, ports.netmaker);

    const boxState = world.part('box', BoxState, FRESH_BOX);
    const boxHost = hostIn(layout, 'box');
    started(
      await startSimulatedBox({ host: boxHost, port: ports.box, state: boxState, account: { ...ACCOUNTS.box, sudo: 'password' }, clientVersion: NETMAKER_VERSION, log })
        .catch((cause: unknown) => Promise.reject(unavailable(cause, `${boxHost}:${ports.box}`))),
    );

    const startAgent = createPracticeAgents({
      host: hostIn(layout, 'agents'),
      login: ACCOUNTS.agent,
      reaches: (camera) => overlayReaches(camera, netmakerState.read(), boxState.read()),
      still: (camera) => stills.get(camera) ?? null,
      log,
    });
    const factoryState = world.part('factory', FactoryState, newFactoryState(ACCOUNTS.factory));
    factoryState.write({ ...factoryState.read(), ...ACCOUNTS.factory });
    const factory = started(createFactorySimulator({ state: factoryState, startAgent }));
    await serve(factory.handler, hostIn(layout, 'factory'), ports.factory);

    log('info', 'practice site started', { block: `${address(block, 0)}/24` });
    const kept = (who: keyof typeof VAULT): { kind: 'vault'; id: string } => ({ kind: 'vault', id: VAULT[who] });
    return {
      settings: {
        ranges: [`${address(block, 0)}/24`],
        credentials: [{ id: 'practice', name: 'Practice cameras', username: ACCOUNTS.camera.username, password: kept('camera') }],
        box: { host: boxHost, port: ports.box, username: ACCOUNTS.box.username, auth: { kind: 'password', password: kept('box') }, sudoPassword: null, hostKey: null, allowLegacy: false },
        overlay: {
          kind: 'netmaker', url: `http://${netmakerHost}:${ports.netmaker}`, auth: { kind: 'password', username: ACCOUNTS.netmaker.username, password: kept('netmaker') },
          network: PRACTICE_NETWORK.netid, client, install: 'auto', egress: 'cameras', policy: { kind: 'ask' },
        },
        agents: {
          kind: 'factory', url: `http://${hostIn(layout, 'factory')}:${ports.factory}`, username: ACCOUNTS.factory.username, password: kept('factory'), prefix: null,
          certificate: null, recording: 'motion', storage: { kind: 'given' }, agentLogin: { username: ACCOUNTS.agent.username, password: kept('agent') },
        },
      },
      secrets: Object.fromEntries((Object.keys(VAULT) as (keyof typeof VAULT)[]).map((who) => [VAULT[who], ACCOUNTS[who].password])),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
