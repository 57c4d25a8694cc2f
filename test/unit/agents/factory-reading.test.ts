import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jpegSize } from '../../../electron/domain/jpeg';
import { agentNamed } from '../../../electron/agents/factory/deployments';
import { encode, fillCredentials, onvifAddress, withLogin } from '../../../electron/agents/stream-address';
import { normalPrefix, routesIn } from '../../../electron/agents/factory/variant';
import { JPEG } from '../../protocol/factory/factory-at-hand';

describe('a stream address with a login', () => {
  it('is read back by a URL parser, whatever the password is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }), (username, password) => {
        fc.pre(isWellFormed(username) && isWellFormed(password));
        const url = new URL(withLogin('rtsp://192.168.1.11:554/a/b?c=d#e', { username, password }).replace('rtsp:', 'http:'));
        expect([decodeURIComponent(url.username), decodeURIComponent(url.password), url.hostname, url.port, url.pathname + url.search]).toEqual([username, password, '192.168.1.11', '554', '/a/b?c=d']);
      }),
    );
  });

  it('has no character that another parser could take for the end of it', () => { expect(encode("a!'()*:@/?#[]%b")).toMatch(/^[A-Za-z0-9%._~-]+$/); });

  it.each([
    ['rtsp://10.0.0.1/x', null, 'rtsp://10.0.0.1/x'],
    ['rtsp://old:login@10.0.0.1/x', { username: 'u', password: 'p' }, 'rtsp://u:p@10.0.0.1/x'],
    ['rtsp://10.0.0.1/x@y', { username: 'u', password: 'p' }, 'rtsp://u:p@10.0.0.1/x@y'],
    ['RTSPS://10.0.0.1:322/x', { username: 'u', password: '' }, 'RTSPS://u:@10.0.0.1:322/x'],
  ])('%s with %j is %s', (uri, login, expected) => { expect(withLogin(uri, login)).toBe(expected); });
});

describe('a stream address that carries the login itself', () => {
  const hidden = 'rtsp://10.0.0.1:554/user={user}_password={pass}_channel=1_stream=0.sdp?real_stream';

  it('is filled for the agent, so that no character of it can end the path', () => {
    expect(withLogin(fillCredentials(hidden, { username: 'admin', password: "a/b?c#d&'é" }), { username: 'admin', password: 'p' })).toBe('rtsp://admin:p@10.0.0.1:554/user=admin_password=a%2Fb%3Fc%23d%26%27%C3%A9_channel=1_stream=0.sdp?real_stream');
  });

  it('is left as it is without a login, and where it carries none', () => {
    expect(fillCredentials(hidden, null)).toBe(hidden);
    expect(fillCredentials('rtsp://10.0.0.1/x', { username: 'admin', password: 'p' })).toBe('rtsp://10.0.0.1/x');
  });
});

describe('an ONVIF address for an agent', () => {
  it.each([
    ['http://192.168.1.11/onvif/device_service', '192.168.1.11:80'],
    ['https://192.168.1.11/onvif/device_service', '192.168.1.11:443'],
    ['http://192.168.1.11:8899/onvif/device_service', '192.168.1.11:8899'],
    ['192.168.1.11:8080', '192.168.1.11:8080'],
    ['not an address', null],
    ['http://', null],
  ])('%s becomes %s', (onvif, expected) => { expect(onvifAddress(onvif)).toBe(expected); });
});

describe('the routes that a Factory describes', () => {
  it('are taken with their base path', () => {
    expect(routesIn({ swagger: '2.0', basePath: '/api', paths: { '/login': {}, '/deployments': {}, '/deployments/services': {} } })).toEqual({ login: ['/api'], deployments: ['/api'], title: null });
    expect(routesIn({ paths: { '/x/login': {}, '/y/z/deployments/services': {} } })).toEqual({ login: ['/x'], deployments: ['/y/z'], title: null });
    expect(routesIn({ basePath: '/api', paths: { '/api/login': {}, '/apis/login': {} } })?.login).toEqual(['/api', '/api/apis']);
  });

  it('are taken from behind the servers of OpenAPI 3, of which only the path counts', () => {
    const paths = { '/login': {}, '/deployments/services': {} };
    expect(routesIn({ openapi: '3.0.3', info: { title: 'Factory', version: '2.0' }, servers: [{ url: 'https://evil.example/v2/' }, { url: '/v3' }, { url: '{scheme}://x/v4' }, null, 7], paths })).toEqual({ login: ['/v2', '/v3'], deployments: ['/v2', '/v3'], title: 'Factory 2.0' });
    expect(routesIn({ openapi: '3.0.3', servers: 'nonsense', info: 'nonsense', basePath: 7, paths })).toEqual({ login: [''], deployments: [''], title: null });
    expect(routesIn({ servers: [{ url: '/a/../..' }, { url: '/../x' }], paths })?.login).toEqual([]);
  });

  it('are not taken from what is no description, nor where they lead elsewhere', () => {
    expect(routesIn({ openapi: '3' })).toBeNull();
    expect(routesIn('<html>')).toBeNull();
    expect(routesIn({ paths: { 'http://evil.example/login': {}, '.evil.example/login': {}, '@evil.example/login': {}, '//evil.example/login': {}, '/a b/login': {} } })?.login).toEqual([]);
    expect(routesIn({ basePath: '.evil.example', paths: { '/login': {} } })?.login).toEqual([]);
  });

  it.each([['api', '/api'], ['/api/', '/api'], ['', ''], ['/', ''], [' a/b ', '/a/b']])('a path written %j is %j', (text, expected) => { expect(normalPrefix(text)).toBe(expected); });
});

describe('an agent in the list', () => {
  const agent = (name: string, deployName: string): Parameters<typeof agentNamed>[0][number] => ({ name, deployName, available: true, wanted: 1, address: null });

  it('is found by the name it is deleted by, before the name it was posted with', () => {
    const list = [agent('gate', 'gate-x'), agent('other', 'gate')];
    expect(agentNamed(list, 'gate')?.name).toBe('other');
    expect(agentNamed(list.slice(0, 1), 'gate')?.deployName).toBe('gate-x');
    expect(agentNamed(list, 'gat')).toBeNull();
  });
});

describe('a picture', () => {
  it('has a size', () => { expect(jpegSize(JPEG)).toEqual({ width: 640, height: 480 }); });

  it('is not what is cut short, or something else, and reading it never ends in an error', () => {
    expect(jpegSize(JPEG.slice(0, 12))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { jpegSize(new Uint8Array([0xff, 0xd8, ...bytes])); }));
  });
});

function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
