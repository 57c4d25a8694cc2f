import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { ClusterAccess } from './kubeconfig';

/** Opens the connections to one cluster and says who we are on them. */
export interface ClusterConnection {
  /** Hold the account: for the wire only. */
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent | HttpsAgent;
}

/** A site of 64 cameras is several hundred small calls to one server. */
const MOST_SOCKETS = 12;

/**
 * Certificates, client certificates, server names, proxies and logins are the official client library's; only its `config` is loaded, and
 * only when a cluster is asked for: whole it is 14 MB of object models, with this part alone 1 MB and 50 ms. Its calls are not used: they
 * drop every field of an object that this version of the library does not know, read answers of any size, and follow redirects.
 */
export async function connectionTo(access: ClusterAccess): Promise<ClusterConnection> {
  const [{ KubeConfig }, { HttpMethod, RequestContext }] = await Promise.all([import('@kubernetes/client-node/dist/config.js'), import('@kubernetes/client-node/dist/gen/http/http.js')]);
  const { server, caData, tlsServerName, proxyUrl, user, ...account } = access;
  const config = new KubeConfig();
  config.loadFromOptions({
    // The library wants this said for http, where there is nothing to verify.
    clusters: [{ name: 'cluster', server, caData, tlsServerName, proxyUrl, skipTLSVerify: server.startsWith('http:') }],
    users: [{ name: user, ...account }],
    contexts: [{ name: 'context', cluster: 'cluster', user }],
    currentContext: 'context',
  });
  const call = new RequestContext(server, HttpMethod.GET);
  await config.applySecurityAuthentication(call);
  const agent = call.getAgent() as HttpAgent & { keepAlive: boolean };
  agent.keepAlive = true;
  agent.maxSockets = MOST_SOCKETS;
  return { headers: call.getHeaders(), agent };
}
