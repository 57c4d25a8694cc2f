import type { Occupation, OccupiedRange } from '../../domain/collisions';
import { TunnelError } from '../../domain/errors';
import type { OccupiedQuestion } from '../../engine/ports';
import { listEgress, type Egress } from './api/egress';
import { listAllExtClients, type ExtClient } from './api/ext-clients';
import { hasVirtualNat } from './api/features';
import { listGateways, type Gateway } from './api/gateways';
import { listHostAddresses, type HostAddresses } from './api/host-addresses';
import { rangesOf } from './api/legacy-egress';
import { listNetworks } from './api/networks';
import { listNodes, type Node } from './api/nodes';
import type { ServerFacts } from './api/server';
import { readBoxState } from './box-state';
import { joinResult, JOIN_STEP } from './membership';
import { isOurs } from './plan';
import { routerId } from './router/router-step';
import { overlayOf, type Session } from './session';

/** Networks that are looked into besides the site's own; an account that sees more is a provider's. */
const MOST_NETWORKS = 40;
/** Asked at the same time: the server's database answers one after another anyway. */
const LANES = 6;
/** Made by the overlay's client itself. */
const OWN_INTERFACE = /^(netmaker|lo$)/;

interface NetworkLook { readonly name: string; readonly nodes: readonly Node[]; readonly egresses: readonly Egress[] }

/** Looks into every network that the account can see (fact sheet 7.2). Changes nothing. */
export async function occupied(session: Session, question: OccupiedQuestion): Promise<Occupation> {
  const { client } = session;
  const { site, signal } = question;
  const { network } = overlayOf(site);
  const server = await session.server(signal);
  const [own, networks, hosts, gateways, clients, virtualNat, ownHost] = await Promise.all([
    lookInto(session, server, network, signal),
    listNetworks(client, signal),
    listHostAddresses(client, signal, true),
    listGateways(client, network, signal, true),
    listAllExtClients(client, signal),
    hasVirtualNat(client, signal),
    ownHostId(question),
  ]);
  const others = networks.filter((one) => one.name !== network).slice(0, MOST_NETWORKS);
  const { looks, unseen } = await lookIntoOthers(session, server, others.map((one) => one.name), signal);
  const all = [own, ...looks];
  const ownNodes = new Set(all.flatMap((look) => look.nodes).filter((node) => node.hostid === ownHost && ownHost !== null).map((node) => node.id));
  const ranges: OccupiedRange[] = [
    ...networks.flatMap((one): OccupiedRange[] => (one.range === '' ? [] : [{ range: one.range, kind: 'overlay', network: one.name, owner: { network: one.name } }])),
    ...all.flatMap((look) => openRanges(look, { server, ownNodes, siteId: site.id, hosts })),
    ...(clients ?? []).flatMap((one) => broughtRanges(one, site.id)),
    ...endpoints(network, hosts, gateways, ownHost),
    ...memberNetworks(own, hosts, ownHost),
  ];
  return {
    network,
    networks: networks.map(({ name }) => ({ name, bridge: name === network ? null : bridge(own, all.find((look) => look.name === name), hosts, ownHost) })),
    ranges,
    virtualNat,
    unseen: [...unseen, ...(clients === null ? ['the external clients'] : []), ...(networks.length - 1 > MOST_NETWORKS ? [`${networks.length - 1 - MOST_NETWORKS} more networks`] : [])],
  };
}

/** Which member is the box: by what joining left, else by the client on the box. null: it is none yet. */
async function ownHostId({ resultOf, box, signal }: OccupiedQuestion): Promise<string | null> {
  const joined = joinResult(resultOf(JOIN_STEP));
  if (joined !== null) return joined.hostId;
  const there = await box();
  return there === null ? null : (await readBoxState(there, signal)).hostId;
}

async function lookInto({ client }: Session, server: ServerFacts, name: string, signal: AbortSignal): Promise<NetworkLook> {
  const [nodes, egresses] = await Promise.all([listNodes(client, name, signal, true), server.egressApi === 'v1' ? listEgress(client, name, signal, true) : []]);
  return { name, nodes, egresses };
}

/** Other networks may be closed to this account: that is told, and no reason to stop. */
async function lookIntoOthers(session: Session, server: ServerFacts, names: readonly string[], signal: AbortSignal): Promise<{ looks: NetworkLook[]; unseen: string[] }> {
  const looks: NetworkLook[] = [];
  const unseen: string[] = [];
  const waiting = [...names];
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      try {
        looks.push(await lookInto(session, server, name, signal));
      } catch (error) {
        if (!(error instanceof TunnelError) || error.code !== 'overlay-refused') throw error;
        unseen.push(`the network ${name}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, names.length) }, lane));
  const order = (name: string): number => names.indexOf(name);
  return { looks: looks.sort((a, b) => order(a.name) - order(b.name)), unseen: unseen.sort() };
}

function openRanges({ name: network, nodes, egresses }: NetworkLook, own: { server: ServerFacts; ownNodes: ReadonlySet<string>; siteId: string; hosts: readonly HostAddresses[] }): OccupiedRange[] {
  if (own.server.egressApi === 'legacy') {
    return nodes
      .filter((node) => !own.ownNodes.has(node.id))
      .flatMap((node) => rangesOf(node).ranges.map((range): OccupiedRange => ({ range, kind: 'egress', network, owner: { network, name: own.hosts.find((host) => host.id === node.hostid)?.name ?? node.address ?? node.id } })));
  }
  return egresses
    .filter((egress) => {
      const serving = Object.keys(egress.nodes ?? {});
      if (egress.status === false || serving.length === 0) return false;
      // Without knowing which member the box is, only the name tells whose it is.
      return own.ownNodes.size > 0 ? !serving.some((node) => own.ownNodes.has(node)) : !isOurs(own.siteId, egress.name);
    })
    .map((egress) => ({ range: egress.range ?? '', kind: 'egress', network, owner: { network, name: egress.name } }));
}

function broughtRanges(one: ExtClient, siteId: string): OccupiedRange[] {
  const network = one.network ?? '';
  if (one.enabled === false || one.clientid === routerId(siteId)) return [];
  return (one.extraallowedips ?? []).map((range) => ({ range, kind: 'external-client', network, owner: { network, name: one.clientid } }));
}

/** Of the box and of gateways: whoever else sits behind an address like this is reached through one of them. */
function endpoints(network: string, hosts: readonly HostAddresses[], gateways: readonly Gateway[], ownHost: string | null): OccupiedRange[] {
  const telling = new Set([...gateways.map((gateway) => gateway.hostId), ...(ownHost === null ? [] : [ownHost])]);
  return hosts.filter((host) => telling.has(host.id) && host.endpoint !== '').map((host) => ({ range: `${host.endpoint}/32`, kind: 'endpoint', network, owner: { network, device: host.name } }));
}

/** A device that serves a site of its own stands among that site's cameras: its ways are told above. The others may be agents. */
function memberNetworks({ name: network, nodes, egresses }: NetworkLook, hosts: readonly HostAddresses[], ownHost: string | null): OccupiedRange[] {
  const members = new Map(nodes.map((node) => [node.hostid, node]));
  const serves = (node: Node): boolean => rangesOf(node).ranges.length > 0 || egresses.some((egress) => Object.hasOwn(egress.nodes ?? {}, node.id));
  return hosts.flatMap((host) => {
    const node = members.get(host.id);
    if (node === undefined || host.id === ownHost || serves(node)) return [];
    return host.interfaces.filter((one) => !OWN_INTERFACE.test(one.name)).map(({ name, range }): OccupiedRange => ({ range, kind: 'member-lan', network, owner: { network, device: host.name, interface: name } }));
  });
}

function bridge(own: NetworkLook, other: NetworkLook | undefined, hosts: readonly HostAddresses[], ownHost: string | null): string | null {
  const here = new Set(own.nodes.map((node) => node.hostid));
  const both = other?.nodes.find((node) => node.hostid != null && node.hostid !== ownHost && here.has(node.hostid));
  return both === undefined ? null : (hosts.find((host) => host.id === both.hostid)?.name ?? both.id);
}
