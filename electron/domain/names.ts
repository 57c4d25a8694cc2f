/**
 * Names that Kubernetes accepts (RFC 1123 label), readable and stable: `site-camera`. At most 50 characters, because Factory
 * makes `<name>-config` of it.
 */
export function agentName(site: string, camera: string): string {
  const label = (text: string): string =>
    text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const name = `${label(site).slice(0, 24).replace(/-+$/, '') || 'site'}-${label(camera) || 'camera'}`;
  return name.slice(0, 50).replace(/-+$/, '');
}

/** The same names made distinct in their given order: `gate`, `gate-2`, ... */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let count = 2; taken.has(candidate); count++) candidate = `${name.slice(0, 46)}-${count}`;
    taken.add(candidate);
    return candidate;
  });
}

/**
 * Identity of a new agent in Vault and Hub: its name, and four digits of its camera, because another site of that name may record into
 * the same account.
 */
export function agentKey(agentName: string, deviceId: string): string {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits: distinct, not secret
  for (const character of deviceId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${agentName}-${(hash % 0x10000).toString(16).padStart(4, '0')}`;
}
