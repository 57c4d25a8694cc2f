import { randomUUID } from 'node:crypto';
import { deviceText } from '../camera/device-text';
import { childAt, descendants, parseXml, textAt, type XmlNode } from '../camera/onvif/xml';

/** One device's answer to a probe, or its Hello. */
export interface WsdMatch {
  /** The endpoint's uuid, lower case, without `urn:uuid:`; null when it is missing. */
  readonly endpoint: string | null;
  /** With the prefixes that ONVIF and the profile use, whatever the device uses: `dn:NetworkVideoTransmitter`, `tds:Device`, ... */
  readonly types: readonly string[];
  readonly scopes: readonly string[];
  readonly addresses: readonly string[];
  /** It has just started, and says so unasked. */
  readonly hello: boolean;
}

/** `bye`: the devices with these endpoints leave. */
export type WsdAnswer = { readonly kind: 'match'; readonly matches: readonly WsdMatch[] } | { readonly kind: 'fault' } | { readonly kind: 'bye'; readonly endpoints: readonly string[] };

export const WSD_PORT = 3702;
export const WSD_GROUP = '239.255.255.250';
/** Bytes of one datagram that are read; the longest recorded answer has 3 KB. */
const MAX_DATAGRAM = 65_535;
const MAX_MATCHES = 64;
const UUID = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;

const HEADER = 'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"';

/**
 * The three forms of a probe: for network video transmitters, for ONVIF devices, for anything. All are needed: TP-Link answers
 * the untyped one with a fault (python-ws-discovery#56), others answer only typed ones, and one prefix style alone was refused
 * by Hikvision (edgex device-onvif-camera#134). SOAP 1.2, WS-Discovery 2005/04, without MatchBy.
 */
export function probes(): Buffer[] {
  return ['<d:Types xmlns:dn="http://www.onvif.org/ver10/network/wsdl">dn:NetworkVideoTransmitter</d:Types>', '<d:Types xmlns:tds="http://www.onvif.org/ver10/device/wsdl">tds:Device</d:Types>', ''].map(probe);
}

/**
 * For whatever speaks the devices profile: computers, printers. No camera needs it, but it tells what is none: wsdd (Samba's daemon) answers
 * this one alone, and only with this prefix.
 */
export function profileProbe(): Buffer {
  return probe('<d:Types xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof">wsdp:Device</d:Types>');
}

function probe(types: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${HEADER}><s:Header><a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>` +
      `<a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>` +
      `<a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body><d:Probe>${types}</d:Probe></s:Body></s:Envelope>`,
  );
}

/** Reads an answer; null for whatever is none. Never throws. Answers without RelatesTo, To or Types are recorded from real cameras and accepted. */
export function readWsd(datagram: Uint8Array): WsdAnswer | null {
  if (datagram.length > MAX_DATAGRAM) return null;
  const root = parseXml(datagram);
  const body = root?.name === 'Envelope' ? childAt(root, 'Body') : null;
  if (body === null) return null;
  // A fault from this port still is a device that speaks the protocol.
  if (childAt(body, 'Fault') !== null) return { kind: 'fault' };
  const prefixes = namespacePrefixes(datagram);
  const found = [...descendants(body, 'ProbeMatch'), ...descendants(body, 'Hello')].slice(0, MAX_MATCHES);
  if (found.length > 0) return { kind: 'match', matches: found.map((node) => readMatch(node, prefixes)) };
  const leaving = [...descendants(body, 'Bye')].slice(0, MAX_MATCHES);
  return leaving.length === 0 ? null : { kind: 'bye', endpoints: leaving.flatMap((node) => readEndpoint(node) ?? []) };
}

function readEndpoint(node: XmlNode): string | null {
  const text = textAt(node, 'EndpointReference', 'Address');
  return (UUID.exec(text ?? '')?.[1] ?? deviceText(text, 80))?.toLowerCase() ?? null;
}

function readMatch(node: XmlNode, prefixes: ReadonlyMap<string, string>): WsdMatch {
  return {
    endpoint: readEndpoint(node),
    types: words(textAt(node, 'Types'), 20).map((type) => knownType(type, prefixes)),
    scopes: words(textAt(node, 'Scopes'), 60),
    addresses: words(textAt(node, 'XAddrs'), 12),
    hello: node.name === 'Hello',
  };
}

function words(text: string | null, most: number): string[] {
  return (text ?? '').split(/\s+/).slice(0, most).flatMap((word) => deviceText(word, 300) ?? []);
}

const KNOWN: readonly [namespace: RegExp, prefix: string][] = [
  [/onvif\.org\/ver10\/network/i, 'dn'],
  [/onvif\.org\/ver10\/device/i, 'tds'],
  [/ws\/2006\/02\/devprof/i, 'wsdp'],
  [/windows\/pub\/2005/i, 'pub'],
  [/wdp\/print/i, 'wprt'],
  [/wdp\/scan/i, 'wscn'],
];

/** `tdn:NetworkVideoTransmitter` -> `dn:NetworkVideoTransmitter`: prefixes are the sender's own choice (TP-Link, gSOAP). */
function knownType(type: string, prefixes: ReadonlyMap<string, string>): string {
  const [prefix = '', name] = type.split(':', 2);
  if (name === undefined) return type;
  const namespace = prefixes.get(prefix);
  return `${(namespace === undefined ? undefined : KNOWN.find(([pattern]) => pattern.test(namespace))?.[1]) ?? prefix}:${name}`;
}

/** Declarations anywhere in the document; the parser drops prefixes, but the values of Types are written with them. */
function namespacePrefixes(datagram: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of Buffer.from(datagram).toString('latin1').matchAll(/\bxmlns:([\w.-]{1,40})\s*=\s*["']([^"'<]{1,300})["']/g)) if (found.size < 100) found.set(match[1] ?? '', match[2] ?? '');
  return found;
}
