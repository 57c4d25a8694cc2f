import { z } from 'zod';
import { AgentSpec } from '../../domain/agent-spec';
import { TunnelError } from '../../domain/errors';
import { agentSettingsOf, BoxSettings, type AgentSettings, type DockerSettings, type EdgeSettings, type Site } from '../../domain/site';
import type { Box, Secrets } from '../../engine/ports';
import type { Machines } from '../../engine/machines';
import { qualifiedImage } from './container';
import type { Host } from './docker-look';

/** Input of the steps: the agent, and the computer that it runs on. */
export const DockerInput = AgentSpec.extend({
  /** null: the spare box. */
  host: BoxSettings.nullable(),
  /** Address that the agent's pages are published on. */
  listen: z.ipv4(),
  image: z.string(),
});
export type DockerInput = z.infer<typeof DockerInput>;

/** What is needed to get at a computer: a step's context and a registrar's view both have it. */
export interface Opening {
  readonly site: Site;
  readonly secrets: Secrets;
  /** The spare box. */
  readonly box: () => Promise<Box>;
  readonly signal: AbortSignal;
}

/** One kind of computer that agents run on by Docker. */
export interface DockerPlace {
  readonly kind: 'docker' | 'edge';
  /** What a step is told of the computer, besides its agent. @throws input-invalid for settings of another kind. */
  described(settings: AgentSettings | null): Pick<DockerInput, 'host' | 'listen' | 'image'>;
  /** Works on it over SSH. @throws what connecting throws. */
  at<T>(host: BoxSettings | null, opening: Opening, work: (box: Box, at: Host) => Promise<T>): Promise<T>;
}

const LOOPBACK = '127.0.0.1';

/** A computer of the settings, reached over SSH. */
export function dockerPlace(machines: Machines): DockerPlace {
  return {
    kind: 'docker',
    described: (settings) => {
      const { host, listen, image } = ofKind<DockerSettings>(settings, 'docker');
      return { host, listen: listen === 'loopback' ? LOOPBACK : listen, image: qualifiedImage(image) };
    },
    at: (told, { site, secrets, signal }, work) => {
      const now = site.agents?.kind === 'docker' ? site.agents.host : null;
      // Its login may have been changed since; another computer is another one, and what was done there is taken back there.
      const host = told === null || (now?.host === told.host && now.port === told.port) ? now : told;
      if (host === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'missing' });
      return machines.with(host, secrets, signal, (box) => work(box, { host: host.host, user: host.username }));
    },
  };
}

/** The spare box itself. */
export const EDGE_PLACE: DockerPlace = {
  kind: 'edge',
  described: (settings) => ({ host: null, listen: LOOPBACK, image: qualifiedImage(ofKind<EdgeSettings>(settings, 'edge').image) }),
  at: async (_host, { site, box }, work) => work(await box(), { host: site.box?.host ?? '', user: site.box?.username ?? '' }),
};

/** The settings that a step of this kind was planned from. */
export function settingsFor(site: Site, kind: DockerPlace['kind']): AgentSettings | null {
  return agentSettingsOf(site, kind === 'edge' ? 'edge' : 'cloud');
}

function ofKind<T extends AgentSettings>(settings: AgentSettings | null, kind: T['kind']): T {
  if (settings?.kind !== kind) throw new TunnelError('input-invalid', { field: 'agents', reason: 'these agents run elsewhere' });
  return settings as T;
}
