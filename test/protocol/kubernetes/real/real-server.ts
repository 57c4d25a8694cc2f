import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pause } from '../../../../electron/http/poll';

const FOLDER = process.env['KERBEROS_TUNNEL_REAL_CLUSTER'] ?? '';
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
const ADMIN = 'token-of-the-administrator';
export const TECHNICIAN = 'token-of-the-technician';

/** Why it is not started here; null: it is. Asked for by hand: a minute of tests, and the simulator has shown the same by then. */
export const missing: string | null = FOLDER !== '' && PROGRAMS.every((program) => existsSync(path.join(FOLDER, program))) ? null : `KERBEROS_TUNNEL_REAL_CLUSTER names no folder with ${PROGRAMS.join(', ')}`;

type Answer = Record<string, unknown> & { items?: Answer[]; metadata?: Record<string, unknown>; status?: Record<string, unknown> };

export interface RealServer {
  readonly url: string;
  readonly certificate: string;
  /** As its administrator; any answer. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Lets every pod of this namespace run, as a kubelet would, until the signal says stop: there are no computers in this cluster. */
  runPods(namespace: string, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** etcd, API server, and the controllers of Deployments, ReplicaSets, quotas and garbage, on loopback alone. */
export async function startRealServer(): Promise<RealServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kubernetes-'));
  const [etcd = 0, peers = 0, secure = 0] = await freePorts(3);
  const file = (name: string): string => path.join(folder, name);
  execFileSync('openssl', ['genrsa', '-out', file('sa.key'), '2048'], { stdio: 'ignore' });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('tls.key'), '-out', file('tls.crt'), '-days', '2', '-subj', '/CN=cluster', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  writeFileSync(file('tokens.csv'), `${ADMIN},admin,1,"system:masters"\n${TECHNICIAN},technician,2,"people"\n`);
  const certificate = readFileSync(file('tls.crt'), 'utf8');
  const url = `https://127.0.0.1:${secure}`;
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') };
  writeFileSync(file('kubeconfig'), JSON.stringify({ 'current-context': 'a', contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], clusters: [{ name: 'a', cluster }], users: [{ name: 'a', user: { token: ADMIN } }] }));
  const programs: ChildProcess[] = [];
  const start = (program: string, argv: string[]): void => void programs.push(spawn(path.join(FOLDER, program), argv, { cwd: folder, stdio: 'ignore' }));
  const call = (method: string, where: string, body?: unknown): Promise<Answer> => ask({ url: url + where, method, certificate, ...(body === undefined ? {} : { body }) });

  start('etcd', ['--data-dir', file('etcd'), '--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`, '--listen-peer-urls', `http://127.0.0.1:${peers}`]);
  start('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${etcd}`, `--secure-port=${secure}`, '--bind-address=127.0.0.1', `--tls-cert-file=${file('tls.crt')}`, `--tls-private-key-file=${file('tls.key')}`, `--token-auth-file=${file('tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${file('sa.key')}`, `--service-account-signing-key-file=${file('sa.key')}`, '--authorization-mode=RBAC', '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount', '--endpoint-reconciler-type=none',
  ]);
  for (;;) {
    const ready = await call('GET', '/readyz').catch(() => null);
    if (ready?.['text'] === 'ok') break;
    if (programs.some(({ exitCode }) => exitCode !== null)) throw new Error('a part of the cluster did not start');
    await pause(200, new AbortController().signal);
  }
  start('kube-controller-manager', [`--kubeconfig=${file('kubeconfig')}`, '--leader-elect=false', '--controllers=deployment,replicaset,garbagecollector,resourcequota', '--secure-port=0']);

  return {
    url, certificate, call,
    async runPods(namespace, signal) {
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      while (!signal.aborted) {
        for (const pod of (await call('GET', pods)).items ?? []) {
          const name = String(pod.metadata?.['name']);
          if (pod.metadata?.['deletionTimestamp'] !== undefined) await call('DELETE', `${pods}/${name}?gracePeriodSeconds=0`);
          else if (pod.status?.['phase'] !== 'Running') await call('PUT', `${pods}/${name}/status`, { ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } });
        }
        await pause(100, signal).catch(() => undefined);
      }
    },
    async stop() {
      for (const program of programs.reverse()) {
        if (program.exitCode !== null) continue;
        const ended = new Promise((resolve) => program.once('exit', resolve));
        program.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ask({ url, method, certificate, body }: { url: string; method: string; certificate: string; body?: unknown }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, ca: certificate, headers: { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json', Accept: 'application/json' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => {
        resolve(text.startsWith('{') ? (JSON.parse(text) as Answer) : { text });
      });
    });
    request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => { resolve(server); });
  })));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
