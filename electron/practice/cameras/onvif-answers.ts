import { escapeXml } from '../../camera/onvif/xml';
import type { CameraCharacter, StreamCharacter } from './character';
import type { Media } from './media';

export const ONVIF = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
} as const;

/** Where a simulated camera is. */
export interface CameraPlace {
  readonly host: string;
  readonly httpPort: number;
  readonly rtspPort: number;
  readonly mac: string;
}

/** The bodies of the answers of one camera (ONVIF Core 22.12, Media and Media 2 service specifications). XML, one element each. */
export class OnvifAnswers {
  readonly #character: CameraCharacter;
  readonly #place: CameraPlace;
  readonly #media: Media;

  constructor(character: CameraCharacter, place: CameraPlace, media: Media) {
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
    return `<tds:GetServicesResponse>${service(ONVIF.device, this.#http('/onvif/device_service'), 2)}${service(ONVIF.media, this.#http('/onvif/media_service'), 2)}${this.#character.media2 ? service(ONVIF.media2, this.#http('/onvif/media2_service'), 2) : ''}</tds:GetServicesResponse>`;
  }

  capabilities(): string {
    return `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>${this.#uri(this.#http('/onvif/device_service'))}</tt:XAddr></tt:Device><tt:Media><tt:XAddr>${this.#uri(this.#http('/onvif/media_service'))}</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>`;
  }

  scopes(): string {
    return `<tds:GetScopesResponse>${this.scopeList().map((scope) => `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${escapeXml(scope)}</tt:ScopeItem></tds:Scopes>`).join('')}</tds:GetScopesResponse>`;
  }

  /** As in GetScopes and in discovery. */
  scopeList(): string[] {
    const { name, model, place, quirks } = this.#character;
    return [
      'Profile/Streaming', 'type/video_encoder', 'type/Network_Video_Transmitter', `hardware/${encodeURIComponent(model)}`, `name/${encodeURIComponent(name)}`,
      `location/${encodeURIComponent(place)}`, ...(this.#character.media2 ? ['Profile/T'] : []), ...(quirks.includes('mac-scope') ? [`MAC/${this.#place.mac}`] : []),
    ].map((scope) => `onvif://www.onvif.org/${scope}`);
  }

  information(): string {
    const { manufacturer, model, firmware, serial } = this.#character;
    return `<tds:GetDeviceInformationResponse><tds:Manufacturer>${escapeXml(manufacturer)}</tds:Manufacturer><tds:Model>${escapeXml(model)}</tds:Model><tds:FirmwareVersion>${escapeXml(firmware)}</tds:FirmwareVersion><tds:SerialNumber>${escapeXml(serial)}</tds:SerialNumber><tds:HardwareId>practice</tds:HardwareId></tds:GetDeviceInformationResponse>`;
  }

  networkInterfaces(): string {
    return `<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token="eth0"><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth0</tt:Name><tt:HwAddress>${this.#place.mac}</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info><tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config><tt:Manual><tt:Address>${this.#place.host}</tt:Address><tt:PrefixLength>24</tt:PrefixLength></tt:Manual><tt:DHCP>false</tt:DHCP></tt:Config></tt:IPv4></tds:NetworkInterfaces></tds:GetNetworkInterfacesResponse>`;
  }

  profiles(): string {
    const profiles = this.#character.streams.map((stream, index) => {
      const { width, height, fps, kbps } = this.#media.clips[stream.clip];
      // Media 1 has no word for H.265 (ONVIF Media 5.4): real cameras say H264.
      return `<trt:Profiles token="${stream.token}" fixed="true"><tt:Name>${stream.name}</tt:Name><tt:VideoSourceConfiguration token="VideoSource_cfg"><tt:Name>VideoSource</tt:Name><tt:UseCount>${this.#character.streams.length}</tt:UseCount><tt:SourceToken>VideoSource_1</tt:SourceToken><tt:Bounds x="0" y="0" width="1280" height="720"/></tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration token="Encoder_${index + 1}"><tt:Name>${stream.name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl><tt:H264><tt:GovLength>${fps}</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264><tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration></trt:Profiles>`;
    });
    return `<trt:GetProfilesResponse>${profiles.join('')}</trt:GetProfilesResponse>`;
  }

  profiles2(): string {
    const profiles = this.#character.streams.map((stream, index) => {
      const { codec, width, height, fps, kbps } = this.#media.clips[stream.clip];
      return `<tr2:Profiles token="${stream.token}" fixed="true"><tr2:Name>${stream.name}</tr2:Name><tr2:Configurations><tr2:VideoSource token="VideoSource_cfg"><tt:Name>VideoSource</tt:Name><tt:UseCount>${this.#character.streams.length}</tt:UseCount><tt:SourceToken>VideoSource_1</tt:SourceToken><tt:Bounds x="0" y="0" width="1280" height="720"/></tr2:VideoSource><tr2:VideoEncoder token="Encoder_${index + 1}" GovLength="${fps}" Profile="Main"><tt:Name>${stream.name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${codec}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>${fps}</tt:FrameRateLimit><tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl><tt:Quality>4</tt:Quality></tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>`;
    });
    return `<tr2:GetProfilesResponse>${profiles.join('')}</tr2:GetProfilesResponse>`;
  }

  videoSources(): string {
    return `<trt:GetVideoSourcesResponse><trt:VideoSources token="VideoSource_1"><tt:Framerate>15</tt:Framerate><tt:Resolution><tt:Width>1280</tt:Width><tt:Height>720</tt:Height></tt:Resolution></trt:VideoSources></trt:GetVideoSourcesResponse>`;
  }

  streamUri(stream: StreamCharacter): string {
    return `<trt:GetStreamUriResponse><trt:MediaUri>${this.#mediaUri(this.#rtsp(stream))}</trt:MediaUri></trt:GetStreamUriResponse>`;
  }

  streamUri2(stream: StreamCharacter): string {
    return `<tr2:GetStreamUriResponse><tr2:Uri>${this.#uri(this.#rtsp(stream))}</tr2:Uri></tr2:GetStreamUriResponse>`;
  }

  snapshotUri(stream: StreamCharacter): string {
    return `<trt:GetSnapshotUriResponse><trt:MediaUri>${this.#mediaUri(this.#http(`/snapshot/${stream.token}.jpg`))}</trt:MediaUri></trt:GetSnapshotUriResponse>`;
  }

  snapshotUri2(stream: StreamCharacter): string {
    return `<tr2:GetSnapshotUriResponse><tr2:Uri>${this.#uri(this.#http(`/snapshot/${stream.token}.jpg`))}</tr2:Uri></tr2:GetSnapshotUriResponse>`;
  }

  #mediaUri(uri: string): string {
    return `<tt:Uri>${this.#uri(uri)}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout>`;
  }

  #uri(uri: string): string {
    return this.#character.quirks.includes('uri-blanks') ? `\n  ${escapeXml(uri)} ` : escapeXml(uri);
  }

  #http(path: string): string {
    return `http://${this.#place.host}:${this.#place.httpPort}${path}`;
  }

  #rtsp(stream: StreamCharacter): string {
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const host = this.#character.quirks.includes('uri-old-address') ? '192.0.2.88' : this.#place.host;
    return `rtsp://${host}:${this.#place.rtspPort}${stream.path}`;
  }
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
