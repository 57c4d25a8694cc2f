import { encode } from '../stream-address';

/**
 * A refusal may quote what it was sent, and each parser on the way writes it differently: percent-encoded as in an RTSP address, escaped
 * as in JSON (Go escapes `<`, `>` and `&` as well). All forms of these secrets, the longest first; none of an empty one.
 */
export function quotedForms(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => {
    const json = JSON.stringify(secret).slice(1, -1);
    return [secret, encode(secret), encodeURIComponent(secret), json, json.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)];
  });
  return [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
}

export function hidden(text: string, forms: readonly string[]): string {
  return forms.reduce((left, form) => left.replaceAll(form, '[secret]'), text);
}
