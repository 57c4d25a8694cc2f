import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Params } from '../../../domain/json';
import type { NetmakerSettings } from '../../../domain/site';
import { clientArchitectureOf, clientVersion } from '../../../domain/vpn-client';
import { assetAddress, NETCLIENT_DOWNLOADS } from '../releases/netclient-releases';
import { decidesWithoutBox, decideWay, offered, type Refusal, type WayFacts } from './decide';
import { imageOf } from './container';
import type { Installation } from './installation';
import { heldClient, type ClientSources } from './push';
import { lookForTools } from './tools';
import { WAYS, type Way } from './way';

/** The decision as it is kept with what was found, and carried out by `installBy`. */
export const ChosenWay = z.discriminatedUnion('way', [
  z.object({ way: z.literal('push') }),
  z.object({ way: z.literal('fetch'), url: z.string(), sha256: z.string() }),
  z.object({ way: z.literal('package'), manager: z.enum(['apt', 'dnf']) }),
  z.object({ way: z.literal('container'), tool: z.enum(['docker', 'podman']) }),
]);
export type ChosenWay = z.infer<typeof ChosenWay>;

export interface Choice {
  readonly chosen: ChosenWay;
  /** For the sentence on the plan, see `words/way-text.ts`. */
  readonly words: Params;
}

/** Looks at what there is, here and on the box, and decides; changes nothing. @throws client-missing, client-version-mismatch, client-way-impossible. */
export async function chooseWay(installation: Installation, settings: Pick<NetmakerSettings, 'install' | 'client'>, sources: ClientSources): Promise<Choice> {
  const { version, box, signal } = installation;
  const { client, install } = settings;
  // Somebody chose the very file: it is for this box, or `netclient version` will say that it is not.
  if (client !== null && (install === 'auto' || install === 'push')) return { chosen: { way: 'push' }, words: { way: 'push', from: 'site', version } };
  const architecture = await installation.architecture();
  const built = clientArchitectureOf(architecture) !== null;
  const mayPush = install === 'auto' || install === 'push';
  const held = mayPush && built && client === null ? await heldClient(sources.shelf, version, architecture, installation) : null;
  const onShelf = held !== null && !(held instanceof TunnelError);
  const known = { version, architecture, built, binary: client !== null ? 'site' : onShelf ? 'shelf' : null, download: downloadOf(settings, version, architecture) } as const;
  const facts: WayFacts = { ...known, tools: decidesWithoutBox(install, known) ? null : await lookForTools(box, signal) };
  const { way, refused } = decideWay(install, facts);
  if (way === null) throw impossible(install, refused, facts, held instanceof TunnelError ? held : null);
  const chosen = detailsOf(way, facts);
  return { chosen, words: { way, from: install === 'auto' ? 'auto' : 'chosen', version, architecture, ...wordsOf(chosen, facts) } };
}

/** A checksum from the settings is of one file, wherever the box gets that file from. */
function downloadOf({ client }: Pick<NetmakerSettings, 'client'>, version: string, architecture: string): WayFacts['download'] {
  if (client === null) return null;
  if (client.kind === 'url') return { url: client.url, sha256: client.sha256 };
  const [folder] = NETCLIENT_DOWNLOADS;
  const tag = clientVersion(version);
  return folder === undefined || tag === null ? null : { url: assetAddress(folder, tag, architecture), sha256: client.sha256 };
}

function detailsOf(way: Way, { download, tools }: WayFacts): ChosenWay {
  switch (way) {
    case 'push':
      return { way };
    case 'fetch':
      if (download !== null) return { way, ...download };
      break;
    case 'package':
      if (tools?.packages != null) return { way, manager: tools.packages.manager };
      break;
    case 'container':
      if (tools?.container != null) return { way, tool: tools.container };
      break;
  }
  throw new TunnelError('bug', {}, { detail: `decided for ${way} without what it needs` });
}

function wordsOf(chosen: ChosenWay, facts: WayFacts): Params {
  switch (chosen.way) {
    case 'push':
      return {};
    case 'fetch':
      return { source: new URL(chosen.url).host };
    case 'package':
      return { source: chosen.manager === 'apt' ? 'apt.netmaker.org' : 'rpm.netmaker.org', offer: offered(facts.tools?.packages?.versions ?? [], facts.version) ?? facts.version };
    case 'container':
      return { source: imageOf(facts.version), tool: chosen.tool };
  }
}

/** What a person can act on best: what is wrong with the client that was nearly there, else that there is none. */
function impossible(wanted: NetmakerSettings['install'], refused: readonly Refusal[], facts: WayFacts, why: TunnelError | null): TunnelError {
  const reasons = refused.map(({ way, reason }) => `${way}: ${reason}`);
  const unreached = why?.code === 'client-download-failed' ? [`${String(why.params['url'])}: ${String(why.params['reason'])}`] : [];
  const detail = { detail: [...unreached, ...reasons].join('; ') };
  if (why !== null && why.code !== 'client-missing' && why.code !== 'client-download-failed') return new TunnelError(why.code, why.params, { detail: [why.detail, ...reasons].filter((part) => part !== undefined).join('; ') });
  if (wanted === 'auto' || wanted === 'push') return new TunnelError('client-missing', { architecture: facts.architecture }, detail);
  const versions = facts.tools?.packages?.versions ?? [];
  if (wanted === 'package' && versions.length > 0) return new TunnelError('client-version-mismatch', { client: versions.slice(0, 5).join(', '), server: facts.version }, detail);
  return new TunnelError('client-way-impossible', { way: WAYS.find((way) => way === wanted) ?? wanted, reason: refused[0]?.reason ?? '' });
}
