/** What a SOAP request asks for, read loosely: the real ones are gSOAP and take any prefix. */
export interface SoapRequest {
  /** Local name of the first element of the body, `GetProfiles`. */
  readonly operation: string;
  /** Its namespace; tells media 1 from media 2. Empty when undeclared. */
  readonly namespace: string;
}

export function readRequest(envelope: string): SoapRequest | null {
  const body = /<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:([\w.-]+):)?([\w.-]+)([^>]*)>/.exec(envelope);
  if (body === null || !/<(?:[\w.-]+:)?Envelope\b/.test(envelope)) return null;
  const [, prefix, operation = '', attributes = ''] = body;
  const declaration = prefix === undefined ? /\bxmlns=["']([^"']*)["']/ : new RegExp(`\\bxmlns:${prefix.replaceAll('.', '\\.')}=["']([^"']*)["']`);
  return { operation, namespace: declaration.exec(attributes)?.[1] ?? declaration.exec(envelope)?.[1] ?? '' };
}

/** Text of the first element of that name that holds text only; null when there is none. */
export function elementText(xml: string, name: string): string | null {
  const match = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^<]*)</`).exec(xml);
  return match?.[1] === undefined ? null : plain(match[1].trim());
}

function plain(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '');
}
