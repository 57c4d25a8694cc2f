import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { errorData } from '../../../electron/domain/errors';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import { createKubernetesSimulator } from '../../../electron/practice/kubernetes/simulator';
import { newClusterState } from '../../../electron/practice/kubernetes/state';
import { named, stored } from '../../fixtures/loopback';
import { NAMESPACE, registrarFor, type RegistrarAtHand } from './registrar-at-hand';

const SERVER = selfSigned('cluster.example');
const CLIENT = selfSigned('technician');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

let server: Server;
let connections = 0;
const presented = new Set<string>();
afterEach(() => new Promise((resolve) => {
  server.close(resolve);
  server.closeAllConnections();
}));

async function serveCluster(): Promise<string> {
  connections = 0;
  presented.clear();
  const simulator = createKubernetesSimulator({ state: stored(newClusterState({ accounts: [{ token: 'right', user: 'technician', rights: '*' }], namespaces: [NAMESPACE] })), startAgent: () => { throw new Error('no agents here'); } });
  server = createServer({ ...SERVER, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const subject = (request.socket as TLSSocket).getPeerCertificate().subject as { CN?: string } | undefined;
    presented.add(subject?.CN ?? 'nobody');
    simulator.handler(request, response);
  });
  server.on('secureConnection', () => connections++);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function throughKubeconfig(cluster: Record<string, string>, user: Record<string, string>): RegistrarAtHand {
  const text = JSON.stringify({ 'current-context': 'a', contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }], clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] });
  return registrarFor({ kind: 'kubeconfig', kubeconfig: named('kubeconfig'), context: null }, { kubeconfig: text });
}

it("trusts the authority of the kubeconfig, checks the server's name, shows the client certificate and keeps its connections", async () => {
  const url = await serveCluster();
  const at = throughKubeconfig({ server: url, 'certificate-authority-data': base64(SERVER.cert), 'tls-server-name': 'cluster.example' }, { token: 'right', 'client-certificate-data': base64(CLIENT.cert), 'client-key-data': base64(CLIENT.key) });
  expect((await at.registrar.probe(at.view())).variant).toContain('v1.34.1');
  expect([...presented]).toEqual(['technician']);
  // Some thirty calls, at most twelve at a time.
  expect(connections).toBeLessThanOrEqual(12);
  expect(['right', base64(CLIENT.key)].every((secret) => at.secrets.seen.has(secret))).toBe(true);
});

it('tells the certificate that nobody vouches for, and says nothing of the account', async () => {
  const url = await serveCluster();
  const at = registrarFor({ kind: 'token', server: url, token: named('token'), certificate: null }, { token: 'right' });
  const error: unknown = await at.registrar.probe(at.view()).catch((thrown: unknown) => thrown);
  expect(errorData(error)).toMatchObject({ code: 'agents-unreachable', params: { url, reason: expect.stringMatching(/certificate is not trusted \((DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)\)/) as unknown } });
  expect(presented.size).toBe(0);
});

it('does not take another server for the one that the certificate names', async () => {
  const at = registrarFor({ kind: 'token', server: await serveCluster(), token: named('token'), certificate: SERVER.cert }, { token: 'right' });
  await expect(at.registrar.probe(at.view())).rejects.toMatchObject({ code: 'agents-unreachable', params: { reason: 'its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)' } });
  expect(presented.size).toBe(0);
});

it('sends no token over a readable way to another computer', async () => {
  await serveCluster();
  const at = registrarFor({ kind: 'token', server: 'http://192.0.2.1:8080', token: named('token'), certificate: null }, { token: 'right' });
  await expect(at.registrar.probe(at.view())).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'agents.auth', reason: 'its address does not begin with https' } });
});
