import type { AgentSpec } from '../../../electron/domain/agent-spec';
import { newSite, type FactorySettings, type Site } from '../../../electron/domain/site';
import type { PlannedStep } from '../../../electron/domain/plan';
import type { AgentRegistrar, AgentRequest, AgentsView } from '../../../electron/engine/ports';
import { createFactoryRegistrar } from '../../../electron/agents/factory/factory-registrar';
import { WAITS, type Waits } from '../../../electron/agents/factory/waits';
import { createFactorySimulator, type FactorySimulator, type FactoryVariant } from '../../../electron/practice/factory/simulator';
import { newFactoryState, type FactoryState, type SimulatedDeployment } from '../../../electron/practice/factory/state';
import { createSimulatedAgent, type SimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import type { Stored } from '../../../electron/practice/world';
import { named, never, secretsNamed, serveLoopback, stored } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';

/** What a camera's agent does in a test. */
export interface Camera {
  available: boolean;
  connected: boolean;
  frame: () => Promise<Uint8Array | null>;
}

/** The smallest JPEG that has all that one needs: a start, a size, an end. */
export const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 0x55, 0xff, 0xd9]);

export const PASSWORD = "p:w@/?#[]!'()*é%";

export interface World {
  readonly factory: Stored<FactoryState>;
  /** The running simulator; another one after `restart`. */
  simulator(): FactorySimulator;
  readonly registrar: AgentRegistrar;
  readonly settings: FactorySettings;
  readonly site: Site;
  readonly secrets: ReturnType<typeof secretsNamed>;
  readonly walk: StepWalk;
  readonly camera: Camera;
  readonly started: SimulatedDeployment[];
  /** What the registrar may look with, with other settings on request. */
  view(change?: Partial<FactorySettings>, signal?: AbortSignal): AgentsView;
  /** `told`: what the agents are told otherwise than usual. */
  steps(names?: readonly string[], told?: Partial<AgentSpec>): PlannedStep[];
  /** A walk of the same steps by a program that has no journal of them. */
  stranger(): StepWalk;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: { waits?: Partial<Waits>; variant?: FactoryVariant; settings?: Partial<FactorySettings>; secrets?: Record<string, string>; deadlineMs?: number } = {}): Promise<World> {
  const factory = stored(newFactoryState({ username: 'root', password: 'factory-password' }));
  const camera: Camera = { available: true, connected: true, frame: () => Promise.resolve(JPEG) };
  const started: SimulatedDeployment[] = [];
  let simulator: FactorySimulator | null = null;
  const agents = new Set<SimulatedAgent>();
  const open = (): FactorySimulator =>
    createFactorySimulator({
      state: factory,
      ...(options.variant === undefined ? {} : { variant: options.variant }),
      startAgent: (deployment) => {
        started.push(deployment);
        const agent = createSimulatedAgent({ login: { username: 'root', password: 'agent-password' }, frame: () => camera.frame(), connected: () => camera.connected });
        agents.add(agent);
        let at: { address: string; port: number } | null = null;
        const listening = agent.listen('127.0.0.1', 0).then((place) => { at = place; });
        return {
          get address() { return at?.address ?? ''; },
          get port() { return at?.port ?? 80; },
          available: () => at !== null && camera.available,
          stop: async () => {
            await listening;
            await agent.close();
          },
        };
      },
    });
  simulator = open();
  const listening = await serveLoopback((request, response) => { simulator?.handler(request, response); });
  const settings: FactorySettings = {
    kind: 'factory', url: `${listening.url}/`, username: 'root', password: named('factory'), prefix: null, certificate: null, storage: { kind: 'given' }, recording: 'continuous',
    agentLogin: { username: 'root', password: named('agent') }, ...options.settings,
  };
  const site: Site = {
    ...newSite({ id: 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'UTC' }),
    credentials: [{ id: 'c1', name: 'Cameras', username: 'admin@site', password: named('camera') }],
    agents: settings,
  };
  const registrar = createFactoryRegistrar({ log: () => undefined, now: Date.now, timing: { waits: { ...SHORT, ...options.waits }, ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }) } });
  const secrets = secretsNamed({ factory: 'factory-password', camera: PASSWORD, agent: 'agent-password', ...options.secrets });
  return {
    factory, registrar, settings, site, secrets, camera, started,
    simulator: () => simulator ?? open(),
    walk: new StepWalk(site, registrar.steps, secrets, noBox),
    view: (change = {}, signal = never) => ({ site: { ...site, agents: { ...settings, ...change } }, settings: { ...settings, ...change }, secrets, box: noBox, signal }),
    stranger: () => new StepWalk(site, registrar.steps, secrets, noBox),
    steps: (names = ['site12-gate'], told = {}) => registrar.plan(site, names.map((name, index) => {
      const { camera, spec } = request(name, index);
      return { camera, spec: { ...spec, recording: settings.recording, ...told } };
    })),
    restart: async () => {
      await simulator?.close();
      simulator = open();
    },
    close: async () => {
      await simulator?.close();
      await Promise.all([...agents].map((agent) => agent.close()));
      await listening.close();
    },
  };
}

/** The simulator's lists lag by numbers of looks, so the pauses can be short; a wait ends early where it is not for nothing. */
const SHORT: Waits = { ...WAITS, pauseMs: 5, appearMs: 400, lostMs: 800, lagMs: 500, orderAgainMs: 300 };

const noBox = (): Promise<never> => Promise.reject(new Error('agents need no box'));

export function request(agentName: string, index = 0): AgentRequest {
  const address = `192.168.50.${11 + index}`;
  return {
    camera: { deviceId: `d${index}`, name: agentName, address, rtspPort: 554 },
    spec: {
      name: agentName, key: `${agentName}-0001`, deviceId: `d${index}`, title: agentName, timeZone: 'UTC', recording: 'continuous', login: { username: 'admin@site', password: named('camera') },
      main: `rtsp://${address}:554/Streaming/Channels/101?x=1`, sub: null, onvif: `http://${address}/onvif/device_service`, storage: { kind: 'given' },
    },
  };
}
