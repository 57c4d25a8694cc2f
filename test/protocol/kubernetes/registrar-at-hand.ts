import { createKubernetesRegistrar } from '../../../electron/agents/kubernetes/kubernetes-registrar';
import { newSite, type KubernetesSettings, type Site } from '../../../electron/domain/site';
import type { PlannedStep } from '../../../electron/domain/plan';
import type { AgentRegistrar, AgentRequest, AgentsView } from '../../../electron/engine/ports';
import { named, never, secretsNamed } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';

export const PASSWORD = "p:w@/?#[]!'()*é%";
export const NAMESPACE = 'kerberos-factory';

export interface RegistrarAtHand {
  readonly registrar: AgentRegistrar;
  readonly site: Site;
  readonly settings: KubernetesSettings;
  readonly secrets: ReturnType<typeof secretsNamed>;
  readonly walk: StepWalk;
  view(change?: Partial<KubernetesSettings>, signal?: AbortSignal): AgentsView;
  steps(names?: readonly string[], change?: Partial<AgentRequest['spec']>): PlannedStep[];
  /** Another computer, that knows nothing of what this one did. */
  stranger(siteId?: string): StepWalk;
}

export function registrarFor(auth: KubernetesSettings['auth'], secretValues: Record<string, string>, change: Partial<KubernetesSettings> = {}, now: () => number = Date.now): RegistrarAtHand {
  const settings: KubernetesSettings = { kind: 'kubernetes', auth, namespace: NAMESPACE, image: null, recording: 'continuous', storage: { kind: 'given' }, ...change };
  const site: Site = {
    ...newSite({ id: 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'Europe/Brussels' }),
    credentials: [{ id: 'c1', name: 'Cameras', username: 'admin@site', password: named('camera') }],
    agents: settings,
  };
  const registrar = createKubernetesRegistrar({ log: () => undefined, now });
  const secrets = secretsNamed({ camera: PASSWORD, ...secretValues });
  const walkOf = (of: Site): StepWalk => new (class extends StepWalk {
    override context(): ReturnType<StepWalk['context']> {
      return { ...super.context(), now };
    }
  })(of, registrar.steps, secrets, noBox);
  return {
    registrar, site, settings, secrets,
    walk: walkOf(site),
    view: (other = {}, signal = never) => ({ site: { ...site, agents: { ...settings, ...other } }, settings: { ...settings, ...other }, secrets, box: noBox, signal }),
    steps: (names = ['site12-gate'], spec = {}) => registrar.plan(site, names.map((name, index) => {
      const { camera, spec: plain } = request(name, index);
      return { camera, spec: { ...plain, ...spec } };
    })),
    stranger: (siteId = site.id) => walkOf({ ...site, id: siteId }),
  };
}

const noBox = (): Promise<never> => Promise.reject(new Error('agents in a cluster need no box'));

export function request(agentName: string, index = 0): AgentRequest {
  const address = `192.168.50.${11 + index}`;
  return {
    camera: { deviceId: `d${index}`, name: agentName, address, rtspPort: 554 },
    spec: {
      name: agentName, key: `${agentName}-000${index}`, deviceId: `d${index}`, title: `Gate ${index}`, timeZone: 'Europe/Brussels', recording: 'continuous', login: { username: 'admin@site', password: named('camera') },
      main: `rtsp://${address}:554/Streaming/Channels/101?x=1`, sub: `rtsp://${address}:554/Streaming/Channels/102`, onvif: `http://${address}/onvif/device_service`, storage: { kind: 'given' },
    },
  };
}
