import { escapeXml } from '../../camera/onvif/xml';
import { channelsOf, type DeviceCharacter, type StreamCharacter } from './character';
import type { Media } from './media';

export const ONVIF = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
} as const;

/** Where a simulated device is. */
export interface DevicePlace {
  /** Its interfaces; the first is the one that this answer comes from. */
  readonly interfaces: readonly { readonly address: string; readonly mac: string; readonly prefix: number }[];
  /** Ports as they really are here, which may be others than the device's own; null: it has none. */
  readonly ports: { readonly web: number | null; readonly onvif: number | null; readonly rtsp: number | null };
}

/** The bodies of the answers of one device (ONVIF Core 22.12, Media and Media 2 service specifications). XML, one element each. */
export class OnvifAnswers {
  readonly #character: DeviceCharacter;
  readonly #place: DevicePlace;
  readonly #media: Media;

  constructor(character: DeviceCharacter, place: DevicePlace, media: Media) {
    this.#character = character;
    this.#place = place;
    this.#media = media;
  }

  /** `now`: milliseconds since 1970, the camera's own opinion. */
  systemDateAndTime(now: number): string {
    const at = new Date(now);
    const date = `<tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time><tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date>`;
    return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime>${date}</tt:UTCDateTime><tt:LocalDateTime>${date}</tt:LocalDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
  }

  services(): string {
    const service = (namespace: string, address: string, major: number): string =>
      `<tds:Service><tds:Namespace>${namespace}</tds:Namespace><tds:XAddr>${this.#uri(address)}</tds:XAddr><tds:Version><tt:Major>${major}</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>`;
    const { media } = this.#character;
    return `<tds:GetServicesResponse>${service(ONVIF.device, this.serviceAddress(), 2)}${media === 'media2' ? '' : service(ONVIF.media, this.#http('/onvif/media_service'), 2)}${media === 'media1' ? '' : service(ONVIF.media2, this.#http('/onvif/media2_service'), 2)}</tds:GetServicesResponse>`;
  }

  capabilities(): string {
    const media = this.#character.media === 'media2' ? '' : `<tt:Media><tt:XAddr>${this.#uri(this.#http('/onvif/media_service'))}</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>`;
    const device = '<tt:Network><tt:IPFilter>false</tt:IPFilter><tt:ZeroConfiguration>false</tt:ZeroConfiguration><tt:IPVersion6>false</tt:IPVersion6><tt:DynDNS>false</tt:DynDNS></tt:Network><tt:System><tt:DiscoveryResolve>false</tt:DiscoveryResolve><tt:DiscoveryBye>true</tt:DiscoveryBye><tt:RemoteDiscovery>false</tt:RemoteDiscovery><tt:SystemBackup>false</tt:SystemBackup><tt:SystemLogging>false</tt:SystemLogging><tt:FirmwareUpgrade>false</tt:FirmwareUpgrade><tt:SupportedVersions><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tt:SupportedVersions></tt:System>';
    return `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>${this.#uri(this.serviceAddress())}</tt:XAddr>${device}</tt:Device>${media}</tds:Capabilities></tds:GetCapabilitiesResponse>`;
  }

  scopes(): string {
    return `<tds:GetScopesResponse>${this.scopeList().map((scope) => `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${escapeXml(scope)}</tt:ScopeItem></tds:Scopes>`).join('')}</tds:GetScopesResponse>`;
  }

  /** As in GetScopes and in discovery. */
  scopeList(): string[] {
    const { name, model, place, quirks, discovery, kind, media } = this.#character;
    const usual = [
      'Profile/Streaming', 'type/video_encoder', `type/${kind === 'recorder' ? 'Network_Video_Storage' : 'Network_Video_Transmitter'}`, `hardware/${encodeURIComponent(model)}`, `name/${encodeURIComponent(name)}`,
      `location/${encodeURIComponent(place)}`, ...(media === 'media1' ? [] : ['Profile/T']), ...(kind === 'recorder' ? ['Profile/G'] : []),
    ];
    return [...(discovery.scopes ?? usual), ...(quirks.includes('mac-scope') ? [`MAC/${this.#place.interfaces[0]?.mac ?? ''}`] : [])].map((scope) => (scope.includes(':/') || scope.startsWith('http:') ? scope : `onvif://www.onvif.org/${scope}`));
  }

  information(): string {
    const { manufacturer, model, firmware, serial } = this.#character;
    return `<tds:GetDeviceInformationResponse><tds:Manufacturer>${escapeXml(manufacturer)}</tds:Manufacturer><tds:Model>${escapeXml(model)}</tds:Model><tds:FirmwareVersion>${escapeXml(firmware)}</tds:FirmwareVersion><tds:SerialNumber>${escapeXml(serial)}</tds:SerialNumber><tds:HardwareId>practice</tds:HardwareId></tds:GetDeviceInformationResponse>`;
  }

  hostname(): string {
    return `<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>${escapeXml(this.#character.model)}</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>`;
  }

  networkInterfaces(): string {
    const dhcp = this.#character.quirks.includes('dhcp');
    const interfaces = this.#place.interfaces.map(({ address, mac, prefix }, index) => {
      const ipv4 = `<tt:Address>${address}</tt:Address><tt:PrefixLength>${prefix}</tt:PrefixLength>`;
      return `<tds:NetworkInterfaces token="eth${index}"><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth${index}</tt:Name><tt:HwAddress>${mac}</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info><tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config>${dhcp ? `<tt:FromDHCP>${ipv4}</tt:FromDHCP>` : `<tt:Manual>${ipv4}</tt:Manual>`}<tt:DHCP>${dhcp}</tt:DHCP></tt:Config></tt:IPv4></tds:NetworkInterfaces>`;
    });
    return `<tds:GetNetworkInterfacesResponse>${interfaces.join('')}</tds:GetNetworkInterfacesResponse>`;
  }

  defaultGateway(): string {
    return `<tds:GetNetworkDefaultGatewayResponse><tds:NetworkGateway><tt:IPv4Address>${this.#gateway}</tt:IPv4Address></tds:NetworkGateway></tds:GetNetworkDefaultGatewayResponse>`;
  }

  nameServers(): string {
    const server = `<tt:Type>IPv4</tt:Type><tt:IPv4Address>${this.#gateway}</tt:IPv4Address>`;
    const dhcp = this.#character.quirks.includes('dhcp');
    return `<tds:GetDNSResponse><tds:DNSInformation><tt:FromDHCP>${dhcp}</tt:FromDHCP>${dhcp ? `<tt:DNSFromDHCP>${server}</tt:DNSFromDHCP>` : `<tt:DNSManual>${server}</tt:DNSManual>`}</tds:DNSInformation></tds:GetDNSResponse>`;
  }

  profiles(): string {
    return `<trt:GetProfilesResponse>${this.#character.streams.map((stream) => `<trt:Profiles token="${stream.token}" fixed="true">${this.#profile(stream)}</trt:Profiles>`).join('')}</trt:GetProfilesResponse>`;
  }

  profile(stream: StreamCharacter): string {
    return `<trt:GetProfileResponse><trt:Profile token="${stream.token}" fixed="true">${this.#profile(stream)}</trt:Profile></trt:GetProfileResponse>`;
  }

  /** What media 1 says inside a profile. */
  #profile(stream: StreamCharacter): string {
    const { codec, width, height, fps, kbps } = this.#media.clips[stream.clip];
    // Media 1 has no word for H.265 (ONVIF Media 5.4): real cameras say H264.
    const encoding = codec === 'MJPEG' ? 'JPEG' : 'H264';
    const settings = codec === 'MJPEG' ? '' : `<tt:H264><tt:GovLength>${fps}</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264>`;
    return `<tt:Name>${escapeXml(stream.name)}</tt:Name>${this.#source('tt:VideoSourceConfiguration', stream)}<tt:VideoEncoderConfiguration token="Encoder_${this.#index(stream)}"><tt:Name>${escapeXml(stream.name)}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl>${settings}<tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>1</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast><tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration>`;
  }

  profiles2(): string {
    const profiles = this.#character.streams.map((stream) => {
      const { codec, width, height, fps, kbps } = this.#media.clips[stream.clip];
      const encoding = codec === 'MJPEG' ? 'JPEG' : codec;
      return `<tr2:Profiles token="${stream.token}" fixed="true"><tr2:Name>${escapeXml(stream.name)}</tr2:Name><tr2:Configurations>${this.#source('tr2:VideoSource', stream)}<tr2:VideoEncoder token="Encoder_${this.#index(stream)}" GovLength="${fps}" Profile="Main"><tt:Name>${escapeXml(stream.name)}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>${fps}</tt:FrameRateLimit><tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl><tt:Quality>4</tt:Quality></tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>`;
    });
    return `<tr2:GetProfilesResponse>${profiles.join('')}</tr2:GetProfilesResponse>`;
  }

  videoSources(): string {
    const sources = Array.from({ length: channelsOf(this.#character) }, (_, index) => `<trt:VideoSources token="VideoSource_${index + 1}"><tt:Framerate>15</tt:Framerate><tt:Resolution><tt:Width>1280</tt:Width><tt:Height>720</tt:Height></tt:Resolution></trt:VideoSources>`);
    return `<trt:GetVideoSourcesResponse>${sources.join('')}</trt:GetVideoSourcesResponse>`;
  }

  streamUri(stream: StreamCharacter): string {
    return `<trt:GetStreamUriResponse><trt:MediaUri>${this.#mediaUri(this.#rtsp(stream))}</trt:MediaUri></trt:GetStreamUriResponse>`;
  }

  streamUri2(stream: StreamCharacter): string {
    return `<tr2:GetStreamUriResponse><tr2:Uri>${this.#uri(this.#rtsp(stream))}</tr2:Uri></tr2:GetStreamUriResponse>`;
  }

  snapshotUri(stream: StreamCharacter): string {
    return `<trt:GetSnapshotUriResponse><trt:MediaUri>${this.#mediaUri(this.#http(snapshotPath(stream)))}</trt:MediaUri></trt:GetSnapshotUriResponse>`;
  }

  snapshotUri2(stream: StreamCharacter): string {
    return `<tr2:GetSnapshotUriResponse><tr2:Uri>${this.#uri(this.#http(snapshotPath(stream)))}</tr2:Uri></tr2:GetSnapshotUriResponse>`;
  }

  /** The device service, where the device says that it is. */
  serviceAddress(): string {
    return this.#http(this.#character.onvifPath);
  }

  #source(element: string, stream: StreamCharacter): string {
    const channel = stream.channel ?? 1;
    const users = this.#character.streams.filter((other) => (other.channel ?? 1) === channel).length;
    return `<${element} token="VideoSource_cfg_${channel}"><tt:Name>VideoSource ${channel}</tt:Name><tt:UseCount>${users}</tt:UseCount><tt:SourceToken>VideoSource_${channel}</tt:SourceToken><tt:Bounds x="0" y="0" width="1280" height="720"/></${element}>`;
  }

  #index(stream: StreamCharacter): number {
    return this.#character.streams.indexOf(stream) + 1;
  }

  #mediaUri(uri: string): string {
    return `<tt:Uri>${this.#uri(uri)}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout>`;
  }

  #uri(uri: string): string {
    return this.#character.quirks.includes('uri-blanks') ? `\n  ${escapeXml(uri)} ` : escapeXml(uri);
  }

  #http(path: string): string {
    const { claims, secure } = this.#character;
    const scheme = claims.scheme ?? (secure ? 'https' : 'http');
    const port = claims.port ?? this.#place.ports.onvif ?? 80;
    return `${scheme}://${claims.host ?? this.#address}${port === (scheme === 'http' ? 80 : 443) ? '' : `:${port}`}${path}`;
  }

  #rtsp(stream: StreamCharacter): string {
    const { claims, quirks } = this.#character;
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const host = quirks.includes('uri-old-address') ? '192.0.2.88' : (claims.rtspHost ?? this.#address);
    const port = this.#place.ports.rtsp ?? 554;
    return `rtsp://${host}${port === 554 ? '' : `:${port}`}${stream.path}`;
  }

  get #gateway(): string {
    return this.#address.replace(/\d+$/, '1');
  }

  get #address(): string {
    return this.#place.interfaces[0]?.address ?? '0.0.0.0';
  }
}

export function snapshotPath(stream: StreamCharacter): string {
  return `/snapshot/${stream.token}.jpg`;
}

const NAMESPACES = `xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tds="${ONVIF.device}" xmlns:trt="${ONVIF.media}" xmlns:tr2="${ONVIF.media2}" xmlns:ter="http://www.onvif.org/ver10/error"`;

export function soapEnvelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope ${NAMESPACES}><env:Body>${body}</env:Body></env:Envelope>`;
}

/** A fault of ONVIF Core 5.8.2: SOAP code, ONVIF subcodes from the outside in, words. */
export function soapFault(code: 'Sender' | 'Receiver', subcodes: readonly string[], reason: string): string {
  const subcode = subcodes.reduceRight((inner, name) => `<env:Subcode><env:Value>ter:${name}</env:Value>${inner}</env:Subcode>`, '');
  return soapEnvelope(`<env:Fault><env:Code><env:Value>env:${code}</env:Value>${subcode}</env:Code><env:Reason><env:Text xml:lang="en">${reason}</env:Text></env:Reason></env:Fault>`);
}
