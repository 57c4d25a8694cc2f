import { AgentSettings, EdgeSettings, FactorySettings, KubernetesSettings, type DockerSettings } from '../../electron/domain/site';
import type { SecretRef } from '../../electron/domain/secret';
import { boxDraft, boxSettings, isFilled, isHttpUrl, keepSecret, kept, missingBox, wholeUrl, type BoxDraft, type BoxField, type Keep, type SecretDraft } from './drafts';
import { countingStorage, savedStorage, storageDraft, storageSettings, type StorageDraft } from './storage-draft';

/** Where the agents run, as it is being typed. What was typed for one place is kept while another is looked at. */
export interface AgentsDraft {
  /** Which of the forms counts. */
  readonly kind: AgentSettings['kind'];
  readonly recording: AgentSettings['recording'];
  /** Of the agents that we start ourselves; '' is the version that this program knows. */
  readonly image: string;
  readonly factory: FactoryDraft;
  readonly kubernetes: KubernetesDraft;
  readonly docker: DockerDraft;
  /** Where the recordings go. */
  readonly storage: StorageDraft;
}

export interface FactoryDraft {
  readonly url: string;
  readonly username: string;
  readonly password: SecretDraft;
  /** Path of its API; '' lets the program find it, `/` is none. */
  readonly prefix: string;
  /** PEM; '' is none. */
  readonly certificate: string;
  /** Are the agents themselves to be asked for a frame? */
  readonly askAgents: boolean;
  readonly agentUsername: string;
  readonly agentPassword: SecretDraft;
}

export interface KubernetesDraft {
  readonly auth: KubernetesSettings['auth']['kind'];
  /** `name` and `contexts` are for the eye only, and known while this window knows them. */
  readonly kubeconfig: { readonly name: string; readonly kept: SecretRef | null; readonly contexts: readonly string[] };
  /** '' is the file's own current one. */
  readonly context: string;
  readonly server: string;
  readonly token: SecretDraft;
  /** PEM; '' is none. */
  readonly certificate: string;
  readonly namespace: string;
}

export interface DockerDraft {
  readonly login: BoxDraft;
  readonly listen: 'loopback' | 'overlay';
  /** Its own address in the tunnel's network. */
  readonly address: string;
}

const NAMESPACE = 'kerberos-factory';

export function agentsDraft(settings: AgentSettings | null): AgentsDraft {
  return {
    kind: settings?.kind ?? 'factory',
    recording: settings?.recording ?? 'motion',
    image: settings !== null && settings.kind !== 'factory' ? (settings.image ?? '') : '',
    factory: factoryDraft(settings?.kind === 'factory' ? settings : null),
    kubernetes: kubernetesDraft(settings?.kind === 'kubernetes' ? settings : null),
    docker: dockerDraft(settings?.kind === 'docker' ? settings : null),
    storage: storageDraft(settings?.storage ?? null),
  };
}

function factoryDraft(settings: FactorySettings | null): FactoryDraft {
  return {
    url: settings?.url ?? '',
    username: settings?.username ?? '',
    password: kept(settings?.password),
    prefix: settings?.prefix === '' ? '/' : (settings?.prefix ?? ''),
    certificate: settings?.certificate ?? '',
    askAgents: settings !== null && settings.agentLogin !== null,
    agentUsername: settings?.agentLogin?.username ?? '',
    agentPassword: kept(settings?.agentLogin?.password),
  };
}

function kubernetesDraft(settings: KubernetesSettings | null): KubernetesDraft {
  const file = settings?.auth.kind === 'kubeconfig' ? settings.auth : null;
  const token = settings?.auth.kind === 'token' ? settings.auth : null;
  return {
    auth: settings?.auth.kind ?? 'kubeconfig',
    kubeconfig: { name: '', kept: file?.kubeconfig ?? null, contexts: [] },
    context: file?.context ?? '',
    server: token?.server ?? '',
    token: kept(token?.token),
    certificate: token?.certificate ?? '',
    namespace: settings?.namespace ?? NAMESPACE,
  };
}

function dockerDraft(settings: DockerSettings | null): DockerDraft {
  const listen = settings?.listen ?? 'loopback';
  return { login: boxDraft(settings?.host ?? null), listen: listen === 'loopback' ? 'loopback' : 'overlay', address: listen === 'loopback' ? '' : listen };
}

/** After saving: what was saved comes from the settings, what belongs to other places stays as it was typed. */
export function savedAgents(draft: AgentsDraft, settings: AgentSettings): AgentsDraft {
  const saved = { ...agentsDraft(settings), storage: savedStorage(draft.storage, settings.storage) };
  switch (settings.kind) {
    case 'factory':
      return { ...draft, ...saved, image: draft.image, kubernetes: draft.kubernetes, docker: draft.docker };
    case 'kubernetes': {
      const { name, contexts } = draft.kubernetes.kubeconfig;
      return { ...draft, ...saved, factory: draft.factory, kubernetes: { ...saved.kubernetes, kubeconfig: { ...saved.kubernetes.kubeconfig, name, contexts } }, docker: draft.docker };
    }
    case 'docker':
      return { ...draft, ...saved, factory: draft.factory, kubernetes: draft.kubernetes, docker: { ...saved.docker, login: { ...saved.docker.login, key: draft.docker.login.key } } };
    case 'edge':
      return { ...draft, ...saved, factory: draft.factory, kubernetes: draft.kubernetes, docker: draft.docker };
  }
}

/** Of two drafts: do they lead to the same settings? What is for the eye only, and what other places were told, does not count. */
export function sameAgents(a: AgentsDraft, b: AgentsDraft): boolean {
  return JSON.stringify(counting(a)) === JSON.stringify(counting(b));
}

function counting({ kind, recording, image, factory, kubernetes, docker, storage }: AgentsDraft): unknown {
  const ofAll = { kind, recording, storage: countingStorage(storage, kind) };
  switch (kind) {
    case 'factory':
      return { ...ofAll, factory };
    case 'kubernetes':
      return { ...ofAll, image, kubernetes: { ...kubernetes, kubeconfig: kubernetes.kubeconfig.kept } };
    case 'docker':
      return { ...ofAll, image, docker: { ...docker, login: { ...docker.login, key: docker.login.key.kept } } };
    case 'edge':
      return { ...ofAll, image };
  }
}

// ---- what is still missing ----------------------------------------------------------------------------------------------

export type AgentsField = 'url' | 'prefix' | 'certificate' | 'agentUsername' | 'agentPassword' | 'kubeconfig' | 'server' | 'token' | 'namespace' | 'address' | 'image' | BoxField;

/** The same that the site file asks for, so that what is complete here can be saved. Only of the form that counts. */
export function missingAgents(draft: AgentsDraft): ReadonlySet<AgentsField> {
  const missing = new Set<AgentsField>();
  if (draft.kind !== 'factory' && !EdgeSettings.shape.image.safeParse(imageOf(draft)).success) missing.add('image');
  switch (draft.kind) {
    case 'factory':
      missingFactory(draft.factory, missing);
      break;
    case 'kubernetes':
      missingKubernetes(draft.kubernetes, missing);
      break;
    case 'docker':
      for (const field of missingBox(draft.docker.login)) missing.add(field);
      if (draft.docker.listen === 'overlay' && !/^(\d{1,3}\.){3}\d{1,3}$/.test(draft.docker.address.trim())) missing.add('address');
      break;
    case 'edge':
      break;
  }
  return missing;
}

function missingFactory(draft: FactoryDraft, missing: Set<AgentsField>): void {
  if (!isHttpUrl(draft.url)) missing.add('url');
  if (draft.username.trim() === '') missing.add('username');
  if (!isFilled(draft.password)) missing.add('password');
  if (!/^[\w./-]{0,100}$/.test(draft.prefix.trim())) missing.add('prefix');
  if (!FactorySettings.shape.certificate.safeParse(certificateOf(draft.certificate)).success) missing.add('certificate');
  if (draft.askAgents && draft.agentUsername.trim() === '') missing.add('agentUsername');
  if (draft.askAgents && !isFilled(draft.agentPassword)) missing.add('agentPassword');
}

function missingKubernetes(draft: KubernetesDraft, missing: Set<AgentsField>): void {
  if (draft.auth === 'kubeconfig' && draft.kubeconfig.kept === null) missing.add('kubeconfig');
  if (draft.auth === 'token') {
    if (!isHttpUrl(draft.server)) missing.add('server');
    if (!isFilled(draft.token)) missing.add('token');
    if (!FactorySettings.shape.certificate.safeParse(certificateOf(draft.certificate)).success) missing.add('certificate');
  }
  if (!KubernetesSettings.shape.namespace.safeParse(draft.namespace.trim()).success) missing.add('namespace');
}

// ---- from form to settings ----------------------------------------------------------------------------------------------

export async function agentSettings(draft: AgentsDraft, before: AgentSettings | null, keep: Keep): Promise<AgentSettings> {
  const ofAll = { recording: draft.recording, storage: await storageSettings(draft.storage, draft.kind, before?.storage ?? null, keep) };
  switch (draft.kind) {
    case 'factory':
      return { kind: 'factory', ...(await factorySettings(draft.factory, keep)), ...ofAll };
    case 'kubernetes':
      return { kind: 'kubernetes', auth: await kubernetesAuth(draft.kubernetes, keep), namespace: draft.kubernetes.namespace.trim(), image: imageOf(draft), ...ofAll };
    case 'docker': {
      const host = await boxSettings(draft.docker.login, before?.kind === 'docker' ? before.host : null, keep);
      return { kind: 'docker', host, listen: draft.docker.listen === 'loopback' ? 'loopback' : draft.docker.address.trim(), image: imageOf(draft), ...ofAll };
    }
    case 'edge':
      return { kind: 'edge', image: imageOf(draft), ...ofAll };
  }
}

async function factorySettings(draft: FactoryDraft, keep: Keep): Promise<Pick<FactorySettings, 'url' | 'username' | 'password' | 'prefix' | 'certificate' | 'agentLogin'>> {
  const prefix = draft.prefix.trim();
  return {
    url: wholeUrl(draft.url),
    username: draft.username.trim(),
    password: await keepSecret(draft.password, keep),
    prefix: prefix === '' ? null : prefix === '/' ? '' : prefix,
    certificate: certificateOf(draft.certificate),
    agentLogin: draft.askAgents ? { username: draft.agentUsername.trim(), password: await keepSecret(draft.agentPassword, keep) } : null,
  };
}

async function kubernetesAuth(draft: KubernetesDraft, keep: Keep): Promise<KubernetesSettings['auth']> {
  if (draft.auth === 'kubeconfig' && draft.kubeconfig.kept !== null) return { kind: 'kubeconfig', kubeconfig: draft.kubeconfig.kept, context: draft.context === '' ? null : draft.context };
  return { kind: 'token', server: wholeUrl(draft.server), token: await keepSecret(draft.token, keep), certificate: certificateOf(draft.certificate) };
}

function imageOf({ image }: AgentsDraft): string | null {
  return image.trim() === '' ? null : image.trim();
}

function certificateOf(text: string): string | null {
  return text.trim() === '' ? null : text;
}
