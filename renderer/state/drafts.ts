import type { BoxSettings, CredentialSet, NetmakerPolicy, NetmakerSettings, OverlaySettings, Site } from '../../electron/domain/site';
import type { SecretRef } from '../../electron/domain/secret';
import { agentsDraft, type AgentsDraft } from './agents-draft';
import { wireguardDraft, type WireGuardDraft } from './wireguard-draft';

/*
 * Forms as they are being typed. A secret is typed here, handed over on saving and then forgotten: what stays is a reference.
 * A form is saved when it is complete; until then it lives here and survives going back and forth.
 */

/** `typed` wins over `kept`; both empty is an empty field. */
export interface SecretDraft { readonly typed: string; readonly kept: SecretRef | null }

export interface CredentialDraft { readonly id: string; readonly name: string; readonly username: string; readonly password: SecretDraft }

/** A device or tag of the network that may reach the cameras. */
export type Allowed = Extract<NetmakerPolicy, { kind: 'add' }>['who'][number];

export interface OverlayDraft {
  readonly url: string;
  readonly auth: NetmakerSettings['auth']['kind'];
  readonly token: SecretDraft;
  readonly username: string;
  readonly password: SecretDraft;
  readonly network: string;
  /** The server's own master key. */
  readonly masterKey: SecretDraft;
  readonly egress: NetmakerSettings['egress'];
  readonly policy: NetmakerPolicy['kind'];
  /** Who is to be allowed by name; kept while another answer is looked at. */
  readonly who: readonly Allowed[];
  readonly install: NetmakerSettings['install'];
}

export interface BoxDraft {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly auth: BoxSettings['auth']['kind'];
  readonly password: SecretDraft;
  readonly key: { readonly name: string; readonly kept: SecretRef | null };
  readonly passphrase: SecretDraft;
  readonly sudoPassword: SecretDraft;
  readonly allowLegacy: boolean;
}

export interface Drafts {
  readonly credentials: readonly CredentialDraft[];
  /** Which of the two forms counts. */
  readonly overlayKind: OverlaySettings['kind'];
  readonly overlay: OverlayDraft;
  readonly wireguard: WireGuardDraft;
  readonly agents: AgentsDraft;
  readonly box: BoxDraft;
}

const NO_SECRET: SecretDraft = { typed: '', kept: null };
/** The field of a secret that was handed over before. */
export const kept = (ref: SecretRef | null | undefined): SecretDraft => ({ typed: '', kept: ref ?? null });

export function newCredential(id: string, name: string): CredentialDraft {
  return { id, name, username: '', password: NO_SECRET };
}

export function draftsOf(site: Site): Drafts {
  const { box } = site;
  const overlay = site.overlay?.kind === 'netmaker' ? site.overlay : null;
  return {
    credentials: site.credentials.map((set) => ({ id: set.id, name: set.name, username: set.username, password: kept(set.password) })),
    overlayKind: site.overlay?.kind ?? 'netmaker',
    wireguard: wireguardDraft(site.overlay),
    overlay: {
      url: overlay?.url ?? '',
      auth: overlay?.auth.kind ?? 'token',
      token: kept(overlay?.auth.kind === 'token' ? overlay.auth.token : null),
      username: overlay?.auth.kind === 'password' ? overlay.auth.username : '',
      password: kept(overlay?.auth.kind === 'password' ? overlay.auth.password : null),
      network: overlay?.network ?? '',
      masterKey: kept(overlay?.auth.kind === 'master-key' ? overlay.auth.key : null),
      egress: overlay?.egress ?? 'cameras',
      policy: overlay?.policy.kind ?? 'ask',
      who: overlay?.policy.kind === 'add' ? overlay.policy.who : [],
      install: overlay?.install ?? 'auto',
    },
    agents: agentsDraft(site.agents),
    box: boxDraft(box),
  };
}

/** A small computer, or a hub that is reached like one, as it is being typed. */
export function boxDraft(box: BoxSettings | null): BoxDraft {
  return {
    host: box?.host ?? '',
    port: String(box?.port ?? 22),
    username: box?.username ?? '',
    auth: box?.auth.kind ?? 'password',
    password: kept(box?.auth.kind === 'password' ? box.auth.password : null),
    key: { name: '', kept: box?.auth.kind === 'key' ? box.auth.privateKey : null },
    passphrase: kept(box?.auth.kind === 'key' ? box.auth.passphrase : null),
    sudoPassword: kept(box?.sudoPassword),
    allowLegacy: box?.allowLegacy ?? false,
  };
}

export function isFilled(secret: SecretDraft): boolean {
  return secret.typed !== '' || secret.kept !== null;
}

/** `api.nm.example.com` is what people type; the site file wants a whole URL. */
export function wholeUrl(text: string): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  return trimmed === '' || /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}

export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s@/]+\S*$/i.test(wholeUrl(text)) && !wholeUrl(text).includes('@');
}

// ---- what is still missing ----------------------------------------------------------------------------------------------

export type OverlayField = 'url' | 'token' | 'username' | 'password' | 'masterKey' | 'who';
export function missingOverlay(draft: OverlayDraft): ReadonlySet<OverlayField> {
  const missing = new Set<OverlayField>();
  if (!isHttpUrl(draft.url)) missing.add('url');
  if (draft.auth === 'token' && !isFilled(draft.token)) missing.add('token');
  if (draft.auth === 'password' && draft.username.trim() === '') missing.add('username');
  if (draft.auth === 'password' && !isFilled(draft.password)) missing.add('password');
  if (draft.auth === 'master-key' && !isFilled(draft.masterKey)) missing.add('masterKey');
  if (draft.policy === 'add' && draft.who.length === 0) missing.add('who');
  return missing;
}

export type BoxField = 'host' | 'port' | 'username' | 'password' | 'key';
export function missingBox(draft: BoxDraft): ReadonlySet<BoxField> {
  const missing = new Set<BoxField>();
  if (!/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i.test(draft.host.trim())) missing.add('host');
  if (!/^\d{1,5}$/.test(draft.port) || Number(draft.port) < 1 || Number(draft.port) > 65_535) missing.add('port');
  if (draft.username.trim() === '') missing.add('username');
  if (draft.auth === 'password' && !isFilled(draft.password)) missing.add('password');
  if (draft.auth === 'key' && draft.key.kept === null) missing.add('key');
  return missing;
}

/** A login without user name and password is an empty row, not a mistake. */
export function isEmptyCredential(draft: CredentialDraft): boolean {
  return draft.username.trim() === '' && !isFilled(draft.password);
}

// ---- from form to settings ----------------------------------------------------------------------------------------------

/** Hands a secret over and returns where it is. */
export type Keep = (value: string) => Promise<SecretRef>;

export async function keepSecret(secret: SecretDraft, keep: Keep): Promise<SecretRef> {
  if (secret.typed === '' && secret.kept !== null) return secret.kept;
  return keep(secret.typed);
}

async function keepOptional(secret: SecretDraft, keep: Keep): Promise<SecretRef | null> {
  return isFilled(secret) ? keepSecret(secret, keep) : null;
}

export async function credentialSettings(drafts: readonly CredentialDraft[], keep: Keep): Promise<CredentialSet[]> {
  const complete = drafts.filter((draft) => !isEmptyCredential(draft));
  return Promise.all(complete.map(async (draft) => ({ id: draft.id, name: draft.name.trim(), username: draft.username.trim(), password: await keepSecret(draft.password, keep) })));
}

export async function overlaySettings(draft: OverlayDraft, before: OverlaySettings | null, keep: Keep): Promise<OverlaySettings> {
  const auth = await overlayAuth(draft, keep);
  return { kind: 'netmaker', url: wholeUrl(draft.url), auth, network: draft.network, client: before?.kind === 'netmaker' ? before.client : null, install: draft.install, egress: draft.egress, policy: overlayPolicy(draft) };
}

function overlayPolicy(draft: OverlayDraft): NetmakerPolicy {
  return draft.policy === 'add' ? { kind: 'add', who: [...draft.who] } : { kind: draft.policy };
}

async function overlayAuth(draft: OverlayDraft, keep: Keep): Promise<NetmakerSettings['auth']> {
  switch (draft.auth) {
    case 'token':
      return { kind: 'token', token: await keepSecret(draft.token, keep) };
    case 'password':
      return { kind: 'password', username: draft.username.trim(), password: await keepSecret(draft.password, keep) };
    case 'master-key':
      return { kind: 'master-key', key: await keepSecret(draft.masterKey, keep) };
  }
}

/** The pinned key belongs to the address: another address starts without one. */
export async function boxSettings(draft: BoxDraft, before: BoxSettings | null, keep: Keep): Promise<BoxSettings> {
  const host = draft.host.trim();
  const port = Number(draft.port);
  const auth = await boxAuth(draft, keep);
  const same = before !== null && before.host === host && before.port === port;
  return { host, port, username: draft.username.trim(), auth, sudoPassword: await keepOptional(draft.sudoPassword, keep), hostKey: same ? before.hostKey : null, allowLegacy: draft.allowLegacy };
}

async function boxAuth(draft: BoxDraft, keep: Keep): Promise<BoxSettings['auth']> {
  if (draft.auth === 'agent') return { kind: 'agent' };
  if (draft.auth === 'key' && draft.key.kept !== null) return { kind: 'key', privateKey: draft.key.kept, passphrase: await keepOptional(draft.passphrase, keep) };
  return { kind: 'password', password: await keepSecret(draft.password, keep) };
}
