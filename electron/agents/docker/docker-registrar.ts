import type { HostKey } from '../../domain/box';
import { TunnelError, errorData } from '../../domain/errors';
import type { AgentRegistrar, BoxConnector, ListedAgent, Log } from '../../engine/ports';
import { Machines } from '../../engine/machines';
import { proveAgent } from '../proof/prove-agent';
import { dockerAccess } from './access';
import { agentStep, planAgents } from './agent-step';
import { AGENT_IMAGE, plainImage } from './container';
import { listContainers, type Container, type DockerFacts, type Host } from './docker-look';
import { EDGE_PLACE, dockerPlace, type DockerPlace } from './place';
import { removeAgent } from './remove';
import { troubleOf } from './trouble';

export interface DockerDeps {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly boxes: BoxConnector;
  /** The SSH key of a host that a person accepted for this site; null: none yet. */
  readonly pinOf: (host: string, port: number) => HostKey | null;
}

/** Docker on a computer that is reached over SSH: one container per camera, which does not show in Factory. */
export function createDockerRegistrar(deps: DockerDeps): AgentRegistrar {
  return registrarAt(dockerPlace(new Machines(deps)), deps);
}

/** The same on the spare box itself: no stream leaves the site, only what is recorded. */
export function createEdgeRegistrar(deps: Pick<DockerDeps, 'log' | 'now'>): AgentRegistrar {
  return registrarAt(EDGE_PLACE, deps);
}

function registrarAt(place: DockerPlace, { log, now }: Pick<DockerDeps, 'log' | 'now'>): AgentRegistrar {
  return {
    kind: place.kind,

    probe: (view) => {
      const { host } = place.described(view.settings);
      return place.at(host, view, async (box, at) => {
        const facts = await listContainers(box, at, view.signal);
        const agents = facts.containers.filter(isAgent).map((container) => listed(container, at));
        log('info', 'docker looked at', { tool: facts.tool, version: facts.version, agents: agents.length });
        return { variant: variantOf(facts), agents, given: [] };
      });
    },

    plan: (site, agents) => planAgents(place, site, agents),

    steps: [agentStep(place)],

    remove: (name, view) => {
      const { host, image } = place.described(view.settings);
      return place.at(host, view, async (box, at) => {
        const left = await removeAgent(box, at, name, image, '', view.secrets, view.signal);
        // What is left that is ours is a failure; an image that others use is none.
        if (left.some((text) => text.includes('somebody else'))) throw new TunnelError('agents-name-taken', { name });
        const still = left.filter((text) => !text.startsWith('the image'));
        if (still.length > 0) throw new TunnelError('docker-refused', { host: at.host, action: `remove the agent ${name}`, reason: still.join('; ') });
      });
    },

    prove: (agent, view) => {
      const { host, image } = place.described(view.settings);
      return place.at(host, view, (box, at) => proveAgent(agent, dockerAccess(box, at, agent.name, image, view.secrets), { secrets: view.secrets, now, log }, view.signal));
    },
  };
}

/** Ours, and those that somebody else runs from the vendor's image. */
function isAgent({ site, image }: Container): boolean {
  return site !== null || plainImage(image).split(/[:@]/)[0] === AGENT_IMAGE.split(':')[0];
}

function listed(container: Container, at: Host): ListedAgent {
  const name = container.agent ?? container.name;
  const trouble = troubleOf(container, name, at, '');
  return { name, available: trouble === null, site: container.site, title: container.title, trouble: trouble === null ? null : errorData(trouble) };
}

function variantOf({ tool, version, rootless, freeKiB }: DockerFacts): string {
  const free = freeKiB === null ? '' : `, ${(freeKiB / 1024 / 1024).toFixed(1)} GB free`;
  return `${tool === 'docker' ? 'Docker' : 'podman'} ${version}${rootless ? ', rootless' : ''}${free}`;
}
