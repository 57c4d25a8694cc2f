import { describe, expect, it } from 'vitest';
import { readKubeconfig } from '../../../electron/agents/kubernetes/kubeconfig';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';

const { cert, key } = selfSigned('cluster');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function kubeconfig(user: string, cluster = `{server: "https://10.1.2.3:6443/k8s/c-1/", certificate-authority-data: ${base64(cert)}}`): string {
  return `
apiVersion: v1
kind: Config
current-context: office
contexts:
- {name: office, context: {cluster: main, user: technician, namespace: elsewhere}}
- {name: other, context: {cluster: main, user: by-program}}
clusters:
- {name: main, cluster: ${cluster}}
users:
- {name: technician, user: ${user}}
- {name: by-program, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/evil}}}
`;
}

const reason = (text: string, context: string | null = null): string => {
  try {
    readKubeconfig(text, context);
  } catch (error) {
    expect(error).toMatchObject({ code: 'kubeconfig-invalid' });
    return String((error as { params: { reason: string } }).params.reason);
  }
  return 'accepted';
};

describe('a kubeconfig', () => {
  it('is read for its current context, whatever else it holds', () => {
    expect(readKubeconfig(kubeconfig('{token: " t0ken\\n"}'), null)).toEqual({ server: 'https://10.1.2.3:6443/k8s/c-1', user: 'technician', caData: base64(cert), token: 't0ken' });
  });

  it('may hold a client certificate, and a proxy', () => {
    const text = kubeconfig(`{client-certificate-data: ${base64(cert)}, client-key-data: ${base64(key)}, token: null}`, '{server: "https://c", tls-server-name: kubernetes, proxy-url: "socks5://127.0.0.1:1080"}');
    expect(readKubeconfig(text, 'office')).toEqual({ server: 'https://c', user: 'technician', tlsServerName: 'kubernetes', proxyUrl: 'socks5://127.0.0.1:1080', certData: base64(cert), keyData: base64(key) });
  });

  it('may be JSON', () => {
    const text = JSON.stringify({ 'current-context': 'a', contexts: [{ name: 'a', context: { cluster: 'c' } }], clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:8001' } }], users: [] });
    expect(readKubeconfig(text, null)).toEqual({ server: 'http://127.0.0.1:8001', user: '' });
  });

  it.each([
    ['a program', '{exec: {command: aws}}', /exec/],
    ['an auth provider', '{auth-provider: {name: gcp}}', /auth-provider/],
    ['a file with a token', '{token-file: /etc/shadow}', /other files \(token-file\)/],
    ['a file with a token, in the usual way', '{tokenFile: /etc/shadow}', /tokenFile/],
    ['files of certificates, however hidden', '{"client\\x2dcertificate": a.crt, client-key: /b.key}', /client-certificate, client-key.*--flatten/],
    ['groups of others', '{token: t, as-groups: [system:masters]}', /as-groups/],
  ])('is refused where its account is had by %s, with no program run and no file opened', (_what, user, why) => {
    expect(reason(kubeconfig(user))).toMatch(why);
  });

  it.each([
    ['a certificate authority in a file', '{server: "https://c", certificate-authority: ca.crt}', /certificate-authority\)/],
    ['no check of the certificate', '{server: "https://c", insecure-skip-tls-verify: true}', /insecure-skip-tls-verify/],
    ['a readable way', '{server: "http://10.1.2.3:8080"}', /https/],
    ['a login in the address', '{server: "https://user:pass@c"}', /login/],
    ['no address', '{server: "not an address"}', /no address/],
    ['a certificate that is none', '{server: "https://c", certificate-authority-data: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnh4Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K"}', /cannot be read/],
    ['a strange proxy', '{server: "https://c", proxy-url: "file:///etc/passwd"}', /proxy/],
  ])('is refused where its cluster is reached by %s', (_what, cluster, why) => {
    expect(reason(kubeconfig('{token: t}', cluster))).toMatch(why);
  });

  it('says which part is missing', () => {
    expect(reason('{}')).toMatch(/lacks/);
    expect(reason('a: [')).toMatch(/no YAML/);
    expect(reason('x'.repeat(600_000))).toMatch(/too large/);
    expect(reason(kubeconfig('{token: t}'), 'nowhere')).toMatch(/no context nowhere/);
    expect(reason(kubeconfig('{token: t}'), 'other')).toMatch(/exec/);
    expect(reason(kubeconfig('{token: t}').replace('name: main', 'name: another'))).toMatch(/no cluster main/);
    expect(reason(kubeconfig('{token: t}').replace('name: technician', 'name: another'))).toMatch(/no user technician/);
  });

  it('quotes no secret when it refuses', () => {
    expect(reason(kubeconfig('{token: my-secret-token, exec: {command: x, env: [{name: A, value: my-secret-token}]}}'))).not.toContain('my-secret');
  });
});
