import type { CameraNetwork, StreamProfile } from '../../domain/camera';
import { TunnelError, type ErrorCode } from '../../domain/errors';
import { atAnsweringHost } from '../answering-host';
import { deviceInformation, macAddress, serviceAddresses, type DeviceInformation } from './device-answers';
import { defaultGateway, interfaceSettings, nameServers, offersHttps } from './network-answers';
import { listedProfiles, namedUri, type ListedProfile } from './media-answers';
import type { OnvifClient } from './onvif-client';
import { NAMESPACES } from './soap';
import { escapeXml, type XmlNode } from './xml';

/** Streams asked for by address; a camera has 2 to 5, a recorder two per channel: 32 channels. */
const MAX_STREAMS = 64;

export interface OnvifStream extends ListedProfile {
  /** At the host that answered, without credentials. */
  readonly uri: string;
  /** What the camera had named as host, when it was another one. */
  readonly namedHost: string;
}

/** Model and serial; the first operation that needs a login on most cameras, so it decides how to log in. */
export async function readInformation(client: OnvifClient): Promise<DeviceInformation | null> {
  const body = await client.call('device', 'GetDeviceInformation', `<GetDeviceInformation xmlns="${NAMESPACES.device}"/>`);
  return body === null ? null : deviceInformation(body);
}

export interface NetworkReading {
  readonly mac: string | null;
  readonly network: CameraNetwork | null;
  /** Null: it does not say. */
  readonly https: boolean | null;
}

/** Failures of one question that are none of the camera's reading; after all but the first nothing more of the kind is asked. */
const NO_USE: readonly ErrorCode[] = ['camera-answer-invalid', 'camera-unreachable', 'camera-too-slow', 'camera-hung-up', 'camera-answer-endless', 'camera-redirects'];

/**
 * What the camera tells of its network, for the findings. Good to know and no more: from the first question that gets no answer
 * on none is asked, and what is known stays. @throws only for logins and `cancelled`.
 */
export async function readNetwork(client: OnvifClient, address: string): Promise<NetworkReading> {
  let silent = false;
  const ask = async (operation: string): Promise<XmlNode | null> => {
    if (silent) return null;
    try {
      return await client.call('device', operation, `<${operation} xmlns="${NAMESPACES.device}"/>`);
    } catch (error) {
      if (!(error instanceof TunnelError) || !NO_USE.includes(error.code)) throw error;
      silent = error.code !== 'camera-answer-invalid';
      return null;
    }
  };
  const interfaces = await ask('GetNetworkInterfaces');
  const gateway = await ask('GetNetworkDefaultGateway');
  const dns = await ask('GetDNS');
  const protocols = await ask('GetNetworkProtocols');
  const network: CameraNetwork = {
    ...(interfaces === null ? { dhcp: null, prefix: null } : interfaceSettings(interfaces, address)),
    gateway: gateway === null ? null : defaultGateway(gateway),
    dns: dns === null ? [] : nameServers(dns),
  };
  const told = network.dhcp !== null || network.prefix !== null || network.gateway !== null || network.dns.length > 0;
  return { mac: interfaces === null ? null : macAddress(interfaces, address), network: told ? network : null, https: protocols === null ? null : offersHttps(protocols) };
}

/** GetServices (ONVIF Core 8.1.2.1), or GetCapabilities on devices older than 2.1. */
export async function learnServices(client: OnvifClient): Promise<void> {
  const services = await client.call('device', 'GetServices', `<GetServices xmlns="${NAMESPACES.device}"><IncludeCapability>false</IncludeCapability></GetServices>`);
  if (services !== null) client.learnServices(serviceAddresses(services));
  if (client.has('media') || client.has('media2')) return;
  const capabilities = await client.call('device', 'GetCapabilities', `<GetCapabilities xmlns="${NAMESPACES.device}"><Category>All</Category></GetCapabilities>`);
  if (capabilities !== null) client.learnServices(serviceAddresses(capabilities));
}

/**
 * All profiles with their stream address, by media 2 where it is offered and answers (media 1 hides H.265), else by media 1.
 * @throws TunnelError `camera-no-profiles`.
 */
export async function readStreams(client: OnvifClient, address: string): Promise<{ service: 'media' | 'media2'; streams: OnvifStream[] }> {
  const lists = new Map<'media' | 'media2', ListedProfile[]>();
  if (client.has('media2')) lists.set('media2', await listProfiles(client, 'media2'));
  // Media 2 with names only tells less than media 1. Some devices list no media service at all and still answer media 1.
  if (!(lists.get('media2') ?? []).some((profile) => profile.codec !== 'unknown')) lists.set('media', await listProfiles(client, 'media'));
  const described = [...lists].sort(([, a], [, b]) => Number(b.some((profile) => profile.codec !== 'unknown')) - Number(a.some((profile) => profile.codec !== 'unknown')));
  for (const [service, listed] of described) {
    const streams = await streamsOf(client, service, listed, address);
    if (streams.length > 0) return { service, streams };
  }
  const streams = lists.has('media') ? [] : await streamsOf(client, 'media', await listProfiles(client, 'media'), address);
  if (streams.length === 0) throw new TunnelError('camera-no-profiles', { address });
  return { service: 'media', streams };
}

async function streamsOf(client: OnvifClient, service: 'media' | 'media2', listed: readonly ListedProfile[], address: string): Promise<OnvifStream[]> {
  const streams: OnvifStream[] = [];
  for (const profile of listed.slice(0, MAX_STREAMS)) {
    const body = await client.call(service, 'GetStreamUri', streamUriRequest(service, profile.token));
    const uri = body === null ? null : namedUri(body);
    const at = uri === null ? null : atAnsweringHost(uri, address, ['rtsp', 'rtsps']);
    if (at !== null) streams.push({ ...profile, uri: at.uri, namedHost: at.namedHost });
  }
  return streams;
}

async function listProfiles(client: OnvifClient, service: 'media' | 'media2'): Promise<ListedProfile[]> {
  const body = await client.call(
    service, 'GetProfiles',
    service === 'media2' ? `<GetProfiles xmlns="${NAMESPACES.media2}"><Type>All</Type></GetProfiles>` : `<GetProfiles xmlns="${NAMESPACES.media}"/>`,
  );
  return body === null ? [] : listedProfiles(body);
}

function streamUriRequest(service: 'media' | 'media2', token: string): string {
  if (service === 'media2') return `<GetStreamUri xmlns="${NAMESPACES.media2}"><Protocol>RTSP</Protocol><ProfileToken>${escapeXml(token)}</ProfileToken></GetStreamUri>`;
  return (
    `<GetStreamUri xmlns="${NAMESPACES.media}"><StreamSetup><Stream xmlns="http://www.onvif.org/ver10/schema">RTP-Unicast</Stream>` +
    `<Transport xmlns="http://www.onvif.org/ver10/schema"><Protocol>RTSP</Protocol></Transport></StreamSetup><ProfileToken>${escapeXml(token)}</ProfileToken></GetStreamUri>`
  );
}

/** Where the camera gives a JPEG of that profile, at the host that answered; null where it offers none. */
export async function readSnapshotUri(client: OnvifClient, service: 'media' | 'media2', token: string, address: string): Promise<string | null> {
  const body = await client.call(service, 'GetSnapshotUri', `<GetSnapshotUri xmlns="${NAMESPACES[service]}"><ProfileToken>${escapeXml(token)}</ProfileToken></GetSnapshotUri>`);
  const uri = body === null ? null : namedUri(body);
  return uri === null ? null : (atAnsweringHost(uri, address, ['http', 'https'])?.uri ?? null);
}

export function asProfile(stream: OnvifStream, snapshotUri: string | null): StreamProfile {
  const { token, name, codec, width, height, uri, source } = stream;
  return { token, name, codec, width, height, uri, snapshotUri, source };
}
