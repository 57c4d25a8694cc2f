import { deviceText } from '../device-text';
import { childAt, descendants, firstDescendant, parseXml, type XmlNode } from './xml';

export const NAMESPACES = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
} as const;
export type OnvifService = keyof typeof NAMESPACES;

export type SoapAnswer =
  | { readonly kind: 'body'; readonly body: XmlNode }
  /** `codes`: those of SOAP and ONVIF from the outside in, with their prefixes, `env:Sender ter:ActionNotSupported`. */
  | { readonly kind: 'fault'; readonly loginMissing: boolean; readonly codes: string; readonly reason: string | null };

/** SOAP 1.2 (ONVIF Core 5.5); a 1.1 envelope is answered with VersionMismatch by some. `security` and `body` are XML. */
export function envelope(body: string, security = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">${security === '' ? '' : `<s:Header>${security}</s:Header>`}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** Reads SOAP 1.1 and 1.2, whatever the content type or prefixes. Null when it is not SOAP at all (a web page, nothing). */
export function readSoap(bytes: Uint8Array): SoapAnswer | null {
  const root = parseXml(bytes);
  if (root?.name !== 'Envelope') return null;
  const body = childAt(root, 'Body');
  if (body === null) return null;
  const fault = childAt(body, 'Fault') ?? firstDescendant(body, 'Fault');
  if (fault === null) return { kind: 'body', body };
  const codes = ['Value', 'faultcode', 'Subcode'].flatMap((name) => [...descendants(fault, name)].map((node) => node.text)).join(' ');
  const reason = ['Text', 'faultstring', 'Reason'].flatMap((name) => [...descendants(fault, name)].map((node) => node.text)).find((text) => text !== '') ?? codes;
  return { kind: 'fault', loginMissing: saysLoginMissing(codes, reason), codes: deviceText(codes, 300) ?? '', reason: deviceText(reason, 300) };
}

/** ONVIF Core 5.12.2 says `ter:NotAuthorized`; gSOAP devices send WS-Security's own codes; some only words. */
function saysLoginMissing(codes: string, reason: string): boolean {
  return /NotAuthorized|FailedAuthentication|FailedCheck|InvalidSecurity|Unauthorized|AuthenticationFailed/i.test(codes) || /not\s+authori[sz]ed|unauthori[sz]ed|authentication|authority\s+failure|security token/i.test(reason);
}
