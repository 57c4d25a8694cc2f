import { romanized } from './roman-letters';

/** RFC 1123 allows a label 63; Factory makes `<name>-config` of it. */
const MOST = 50;

/**
 * Names that Kubernetes accepts (RFC 1123 label), readable and stable: `site-camera`. At most 50 characters. Where what a camera is
 * called cannot be said in Latin letters (`入口`, an emoji), four digits of it stand for that, so that its name does not depend on the
 * other cameras.
 */
export function agentName(site: string, camera: string): string {
  const first = label(site).slice(0, 24).replace(/-+$/, '') || 'site';
  const lost = /[\p{L}\p{N}\p{S}\u200d]/u.test(romanized(camera).replace(/[\0-\x7f]+/g, ''));
  const own = label(camera) || 'camera';
  return lost ? cut(`${first}-${own}`, `-${digits(camera.normalize('NFC'))}`) : cut(`${first}-${own}`, '');
}

function label(text: string): string {
  return romanized(text).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}

/** The name with its end, the name cut where both are too long. */
function cut(name: string, end: string): string {
  return name.slice(0, MOST - end.length).replace(/-+$/, '') + end;
}

/** Could we have made this name? Journals that were taken over from a box may say anything. */
export function isAgentName(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/.test(name);
}

/** The same names made distinct in their given order, also from those that are `gone` already: `gate`, `gate-2`, ... */
export function distinctNames(names: readonly string[], gone: Iterable<string> = []): string[] {
  const taken = new Set<string>(gone);
  return names.map((name) => {
    let candidate = name;
    for (let count = 2; taken.has(candidate); count++) candidate = cut(name, `-${count}`);
    taken.add(candidate);
    return candidate;
  });
}

/**
 * Identity of a new agent in Vault and Hub: its name, and four digits of its camera, because another site of that name may record into
 * the same account.
 */
export function agentKey(agentName: string, deviceId: string): string {
  return `${agentName}-${digits(deviceId)}`;
}

/** FNV-1a: distinct, not secret. */
function digits(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash % 0x10000).toString(16).padStart(4, '0');
}
