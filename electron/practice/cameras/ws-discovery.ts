import { randomInt, randomUUID } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { escapeXml } from '../../camera/onvif/xml';
import type { Log } from '../../engine/ports';
import { Echoes } from './echoes';
import { bindShared, joinGroup } from './udp-socket';

/** Answers WS-Discovery probes (2005/04) for simulated devices, each from its own address. */
export interface DiscoverySubject {
  readonly host: string;
  /** `urn:uuid:...` */
  readonly endpoint: string;
  /** Prefixed by NAMESPACES. */
  readonly types: readonly string[];
  readonly scopes: readonly string[];
  /** XAddrs, blanks between several. */
  readonly address: string;
  /** Which probes it takes; absent: both. */
  readonly hears?: 'unicast' | 'multicast';
}

export const DISCOVERY_PORT = 3702;
const GROUP = '239.255.255.250';
const MAX_PROBE = 16 * 1024;
/** Milliseconds; WS-Discovery (3.1) allows 500, and a practice survey should not wait for it. */
const MAX_DELAY = 120;

const NAMESPACES: Readonly<Record<string, string>> = {
  dn: 'http://www.onvif.org/ver10/network/wsdl',
  tds: 'http://www.onvif.org/ver10/device/wsdl',
  wsdp: 'http://schemas.xmlsoap.org/ws/2006/02/devprof',
  wprt: 'http://schemas.microsoft.com/windows/2006/08/wdp/print',
  pub: 'http://schemas.microsoft.com/windows/pub/2005/07',
};

/** The ProbeMatches for this probe, or null where the device must stay silent: not a Probe, or it asks for another type or scope. */
export function answerProbe(probe: string, subject: DiscoverySubject): string | null {
  if (!/Action[^>]*>\s*http:\/\/schemas\.xmlsoap\.org\/ws\/2005\/04\/discovery\/Probe\s*</.test(probe)) return null;
  const messageId = text(probe, 'MessageID');
  if (messageId === null || messageId === '' || !askedTypes(probe).every((type) => subject.types.some((own) => qualified(own) === type))) return null;
  const scopes = (text(probe, 'Scopes') ?? '').split(/\s+/).filter((scope) => scope !== '');
  if (!scopes.every((scope) => subject.scopes.some((own) => own.toLowerCase().startsWith(scope.toLowerCase())))) return null;
  const declarations = Object.entries(NAMESPACES).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`).join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" ${declarations}><env:Header><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:RelatesTo>${escapeXml(messageId)}</a:RelatesTo><a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></env:Header><env:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>${subject.endpoint}</a:Address></a:EndpointReference><d:Types>${subject.types.join(' ')}</d:Types><d:Scopes>${escapeXml(subject.scopes.join(' '))}</d:Scopes><d:XAddrs>${escapeXml(subject.address)}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></env:Body></env:Envelope>`;
}

/** Qualified names of the probe's Types. An unknown prefix gives a name that nothing has. */
function askedTypes(probe: string): string[] {
  return (text(probe, 'Types') ?? '').split(/\s+/).filter((type) => type !== '').map((type) => {
    const [prefix, name] = type.includes(':') ? type.split(':') : ['', type];
    const declared = new RegExp(prefix === '' ? `<(?:[\\w.-]+:)?Types[^>]*\\sxmlns=["']([^"']*)["']` : `\\sxmlns:${(prefix ?? '').replace(/[^\w-]/g, '')}=["']([^"']*)["']`).exec(probe)?.[1];
    return `{${declared ?? ''}}${name ?? ''}`;
  });
}

function qualified(type: string): string {
  const [prefix = '', name = ''] = type.split(':');
  return `{${NAMESPACES[prefix] ?? ''}}${name}`;
}

function text(xml: string, name: string): string | null {
  return new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^<]{0,4000})</`).exec(xml)?.[1]?.trim() ?? null;
}

export interface DiscoveryOptions {
  /** `loopback`: simulated devices of this computer, which nobody else may hear. `wire`: the wires of their addresses. */
  readonly reach: 'loopback' | 'wire';
}

/** Listens on every device's own address and, where the system lets us, for multicast. */
export async function startDiscoveryResponder(subjects: readonly DiscoverySubject[], log: Log, options: DiscoveryOptions = { reach: 'loopback' }): Promise<{ close(): Promise<void> }> {
  const { reach } = options;
  const sockets: Socket[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const echoes = new Echoes();
  const later = (milliseconds: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, milliseconds);
    timers.add(timer);
  };
  const answer = (own: Socket, subject: DiscoverySubject, probe: Buffer, from: RemoteInfo, delay: number): void => {
    if ((reach === 'loopback' && !from.address.startsWith('127.')) || probe.length > MAX_PROBE) return;
    const matches = answerProbe(probe.toString('utf8'), subject);
    if (matches !== null) later(delay, () => own.send(matches, from.port, from.address));
  };
  const close = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    echoes.clear();
    await Promise.all(sockets.splice(0).map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  };
  try {
    const owners: { own: Socket; subject: DiscoverySubject }[] = [];
    for (const subject of subjects) {
      const own = await bindShared(DISCOVERY_PORT, subject.host);
      sockets.push(own);
      owners.push({ own, subject });
      if (subject.hears !== 'multicast') own.on('message', (probe, from) => answer(own, subject, probe, from, 0));
    }
    // Bound to the group itself, where that is possible, they hear nothing else.
    const host = process.platform === 'linux' ? GROUP : '127.0.0.1';
    const members = reach === 'loopback' ? ['127.0.0.1'] : subjects.map((subject) => subject.host);
    const ears = await joinGroup(DISCOVERY_PORT, GROUP, members, host, (reason) => log('debug', 'practice devices hear no multicast', { reason }));
    for (const ear of ears) {
      sockets.push(ear);
      ear.on('message', (probe, from) => {
        if (!echoes.isNew(`${from.address}:${from.port} ${text(probe.toString('utf8'), 'MessageID') ?? ''}`)) return;
        for (const { own, subject } of owners) if (subject.hears !== 'unicast') answer(own, subject, probe, from, randomInt(0, MAX_DELAY));
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
