import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { JSON_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';

/** One cluster and one account of it, all that a kubeconfig tells of its context. Holds revealed secrets: it goes nowhere but into connections. */
export interface ClusterAccess {
  readonly server: string;
  /** What a person knows the account by. */
  readonly user: string;
  /** PEM in base64, as kubeconfigs hold it; absent: the system's authorities. */
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly certData?: string;
  readonly keyData?: string;
  readonly impersonateUser?: string;
}

const MAX_TEXT = 512 * 1024;
const Word = z.string().min(1).max(1_000);
const Data = z.string().max(100_000);
// A null is how some tools write "none".
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const Kubeconfig = z.object({
  'current-context': optional(z.string().max(1_000)),
  contexts: z.array(z.object({ name: Word, context: z.object({ cluster: Word, user: optional(Word) }) })).max(500),
  clusters: z.array(z.object({ name: Word, cluster: z.unknown() })).max(500),
  users: z.array(z.object({ name: Word, user: z.unknown() })).max(500),
});
const Cluster = z.object({
  server: Word,
  'certificate-authority': optional(z.string()),
  'certificate-authority-data': optional(Data),
  'insecure-skip-tls-verify': optional(z.boolean()),
  'tls-server-name': optional(Word),
  'proxy-url': optional(Word),
});
const User = z.object({
  token: optional(Data),
  username: optional(Word),
  password: optional(Word),
  'client-certificate': optional(z.unknown()),
  'client-certificate-data': optional(Data),
  'client-key': optional(z.unknown()),
  'client-key-data': optional(Data),
  tokenFile: optional(z.unknown()),
  'token-file': optional(z.unknown()),
  exec: optional(z.unknown()),
  'auth-provider': optional(z.unknown()),
  as: optional(Word),
  'as-groups': optional(z.unknown()),
  'as-uid': optional(z.unknown()),
});

/**
 * What the text of a kubeconfig says of one context; null: its current one. Only that context is read: another one of the same file may
 * be of any kind. Never runs a program and never opens a file, whatever the text names: it came from somewhere else, and what it names
 * there is not on this computer (or should not be sent to that server). @throws kubeconfig-invalid with the reason.
 */
export function readKubeconfig(text: string, context: string | null): ClusterAccess {
  const config = parsed(Kubeconfig, yaml(text), 'it lacks contexts, clusters or users');
  const wanted = context ?? config['current-context'] ?? '';
  const chosen = config.contexts.find(({ name }) => name === wanted)?.context;
  if (chosen === undefined) throw invalid(wanted === '' ? 'it names no current context' : `it has no context ${wanted}`);
  const rawCluster = config.clusters.find(({ name }) => name === chosen.cluster)?.cluster;
  if (rawCluster === undefined) throw invalid(`it has no cluster ${chosen.cluster}`);
  const cluster = parsed(Cluster, rawCluster, `what it says of the cluster ${chosen.cluster} cannot be read`);
  const rawUser = chosen.user === undefined ? {} : config.users.find(({ name }) => name === chosen.user)?.user;
  if (rawUser === undefined) throw invalid(`it has no user ${chosen.user ?? ''}`);
  const user = parsed(User, rawUser, `what it says of the user ${chosen.user ?? ''} cannot be read`);
  refuseWhatIsElsewhere(cluster, user);
  return checkedAccess({
    server: cluster.server.replace(/\/+$/, ''),
    user: chosen.user ?? '',
    ...(cluster['certificate-authority-data'] === undefined ? {} : { caData: cluster['certificate-authority-data'] }),
    ...(cluster['tls-server-name'] === undefined ? {} : { tlsServerName: cluster['tls-server-name'] }),
    ...(cluster['proxy-url'] === undefined ? {} : { proxyUrl: cluster['proxy-url'] }),
    ...(user.token === undefined ? {} : { token: user.token.trim() }),
    ...(user.username === undefined ? {} : { username: user.username, password: user.password ?? '' }),
    ...(user['client-certificate-data'] === undefined ? {} : { certData: user['client-certificate-data'] }),
    ...(user['client-key-data'] === undefined ? {} : { keyData: user['client-key-data'] }),
    ...(user.as === undefined ? {} : { impersonateUser: user.as }),
  });
}

/** Also for what did not come from a kubeconfig. @throws kubeconfig-invalid. */
export function checkedAccess(access: ClusterAccess): ClusterAccess {
  if (!URL.canParse(access.server)) throw invalid(`${plainText(access.server, 200)} is no address of a cluster`);
  const { protocol, hostname, username, password } = new URL(access.server);
  if (username !== '' || password !== '') throw invalid('its address holds a login');
  // `kubectl proxy` on this computer speaks http; to any other the account would travel readable.
  if (protocol !== 'https:' && !(protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))) throw invalid('its address does not begin with https');
  if (access.proxyUrl !== undefined && !/^(https?|socks[45]?[ah]?):\/\/\S+$/.test(access.proxyUrl)) throw invalid('the address of its proxy cannot be used');
  try {
    // A secure context takes an authority that is none without a word, and then trusts nobody.
    for (const data of [access.caData, access.certData]) for (const pem of data === undefined ? [] : certificatesIn(data)) void new X509Certificate(pem);
    createSecureContext({
      ...(access.certData === undefined ? {} : { cert: Buffer.from(access.certData, 'base64') }),
      ...(access.keyData === undefined ? {} : { key: Buffer.from(access.keyData, 'base64') }),
    });
  } catch (error) {
    if (error instanceof TunnelError) throw error;
    // The library's words quote nothing, but say nothing either.
    throw invalid('a certificate or key in it cannot be read');
  }
  return access;
}

function certificatesIn(data: string): string[] {
  const found = Buffer.from(data, 'base64').toString('utf8').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if (found === null) throw invalid('a certificate in it cannot be read');
  return found;
}

function refuseWhatIsElsewhere(cluster: z.infer<typeof Cluster>, user: z.infer<typeof User>): void {
  if (user.exec !== undefined) throw invalid('its account is had by a program (exec), and no program is run for it; use a token or a client certificate');
  if (user['auth-provider'] !== undefined) throw invalid('its account is had by an auth-provider, and no program is run for it; use a token or a client certificate');
  const files = [
    ...(cluster['certificate-authority'] === undefined ? [] : ['certificate-authority']),
    ...(['client-certificate', 'client-key', 'tokenFile', 'token-file'] as const).filter((key) => user[key] !== undefined),
  ];
  if (files.length > 0) throw invalid(`it refers to other files (${files.join(', ')}); "kubectl config view --raw --flatten --minify" writes one that holds them`);
  if (cluster['insecure-skip-tls-verify'] === true) throw invalid("it does not check the cluster's certificate (insecure-skip-tls-verify); put the authority into certificate-authority-data instead");
  if (user['as-groups'] !== undefined || user['as-uid'] !== undefined) throw invalid('it acts for a group or an id of somebody else (as-groups, as-uid)');
}

function yaml(text: string): unknown {
  if (text.length > MAX_TEXT) throw invalid('it is too large');
  try {
    return load(text, { schema: JSON_SCHEMA });
  } catch {
    throw invalid('it is no YAML');
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, reason: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(reason);
  return result.data;
}

function invalid(reason: string): TunnelError {
  return new TunnelError('kubeconfig-invalid', { reason: plainText(reason, 300) });
}
