import type { CheckId, CheckResult } from '../../domain/box';
import type { Site } from '../../domain/site';
import { plainText } from '../../domain/plain-text';

/** A question is answered within this, or it stays unknown. */
export const CHECK_MS = 15_000;

export function finding(check: CheckId, outcome: CheckResult['outcome'], params: CheckResult['params'] = {}, detail = '', fix: CheckResult['fix'] = 'none'): CheckResult {
  const text = plainText(detail, 500);
  return { check, outcome, params, detail: text === '' ? null : text, fix };
}

/** Where the box must be able to go by TCP: Netmaker's server; null while none was entered, and for a hub, which speaks UDP only. */
export function overlayServer(site: Site): { host: string; port: number; secure: boolean } | null {
  const url = site.overlay?.kind !== 'netmaker' || !URL.canParse(site.overlay.url) ? null : new URL(site.overlay.url);
  if (url === null) return null;
  const secure = url.protocol !== 'http:';
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (secure ? 443 : 80) : Number(url.port), secure };
}

/** Why there is none to ask. */
export function noServer(site: Site): string {
  return site.overlay?.kind === 'wireguard' ? 'a hub speaks UDP only and answers no strangers' : 'no server was entered';
}
