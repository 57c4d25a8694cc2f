import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, redirectTarget, type Download } from '../../../electron/store/client-download';
import { never } from '../../fixtures/loopback';
import { ReleaseServer, cut, drip, endless, redirect, silent, whole, type Reply } from '../../fixtures/release-server';

const FILE = new Uint8Array(Buffer.alloc(300_000, 'a client, and not a short one. '));

const missing: Reply = (_request, response) => { response.writeHead(404).end(); };
const isFile = (bytes: Uint8Array): boolean => Buffer.from(FILE).equals(bytes);

let server: ReleaseServer;
let other: ReleaseServer;
beforeEach(async () => {
  [server, other] = await Promise.all([ReleaseServer.start(), ReleaseServer.start()]);
});
afterEach(async () => {
  await Promise.all([server.close(), other.close()]);
});
const get = (part: Partial<Download> = {}): Promise<Uint8Array> => download({ url: `${server.url}/file`, mostBytes: 1_000_000, signal: never, pauseMs: 1, ...part });
const failure = (reason: RegExp): object => ({ code: 'client-download-failed', params: { url: `${server.url}/file`, reason: expect.stringMatching(reason) as string } });

describe('a download', () => {
  it('brings the file and says how far it is', async () => {
    server.replies.set('/file', whole(FILE));
    const seen: (readonly [number, number | null])[] = [];
    expect(isFile(await get({ onBytes: (got, total) => { seen.push([got, total]); } }))).toBe(true);
    expect(seen.at(-1)).toEqual([FILE.length, FILE.length]);
    expect(seen.map(([got]) => got)).toEqual([...seen].map(([got]) => got).sort((a, b) => a - b));
  });

  it('that is cut goes on where it stopped, however often', async () => {
    server.replies.set('/file', cut(FILE, 70_000, 3));
    expect(isFile(await get())).toBe(true);
    expect(server.asked).toHaveLength(4);
    const starts = server.asked.map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(starts[0]).toBe(0);
    // Of the same file, should the maker have replaced it meanwhile.
    expect(server.asked.map(({ ifRange }) => ifRange)).toEqual([undefined, '"1"', '"1"', '"1"']);
    // What came before the cut is not asked for again.
    for (const [index, start] of starts.slice(1).entries()) expect(start).toBeGreaterThan(starts[index] ?? 0);
  });

  it('starts anew where the server cannot go on', async () => {
    server.replies.set('/file', cut(FILE, 70_000, 1, (_request, response) => { response.writeHead(200, { 'Content-Length': FILE.length }).end(FILE); }));
    expect(isFile(await get())).toBe(true);
  });

  it('starts anew where the server goes on at another place', async () => {
    let asked = 0;
    server.replies.set('/file', cut(FILE, 70_000, 1, (request, response) => {
      if (asked++ === 0) response.writeHead(206, { 'Content-Range': 'bytes 5-9/300000', 'Content-Length': 5 }).end('wrong');
      else whole(FILE)(request, response);
    }));
    expect(isFile(await get())).toBe(true);
  });

  it('gives up when nothing more comes', async () => {
    server.replies.set('/file', cut(FILE, 70_000, 1, (_request, response) => { response.destroy(); }));
    await expect(get()).rejects.toMatchObject(failure(/./));
    // The first, then five that brought nothing.
    expect(server.asked).toHaveLength(6);
  });

  it.each([
    ['is not there', missing, /^HTTP 404$/],
    ['never ends', endless, /^too large$/],
    ['goes silent', silent, /^nothing came for 0.1 s$/],
    ['redirects in a circle', redirect('/file'), /^too many redirects$/],
    ['redirects to plain http elsewhere', redirect('http://192.0.2.1/file'), /redirects to 192\.0\.2\.1 without encryption/],
    ['redirects to another kind of address', redirect('file:///etc/passwd'), /without encryption/],
    ['redirects to nowhere', redirect('http://'), /address that is none/],
  ] as const)('that %s fails with the reason', async (_what, reply, reason) => {
    server.replies.set('/file', reply);
    await expect(get({ silenceMs: 100 })).rejects.toMatchObject(failure(reason));
  });

  it('that is slow but comes is waited for', async () => {
    server.replies.set('/file', drip(FILE, 12, 100));
    expect(isFile(await get({ silenceMs: 1000 }))).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['https://github.com/x', 'http://127.0.0.1:8080/admin', /to this computer, 127\.0\.0\.1:8080/],
    ['https://github.com/x', 'https://localhost/', /to this computer/],
    ['https://github.com/x', 'http://github.com/x', /without encryption/],
  ])('from %s is not led to %s', (from, to, reason) => {
    expect(() => redirectTarget(from, to)).toThrow(reason);
  });

  it('is led to where a release is kept', () => {
    expect(redirectTarget('https://github.com/a/b', 'https://release-assets.githubusercontent.com/c?sig=d')).toBe('https://release-assets.githubusercontent.com/c?sig=d');
    expect(redirectTarget('https://github.com/a/b', '/c')).toBe('https://github.com/c');
  });

  it('says that nobody answers', async () => {
    await server.close();
    await expect(get()).rejects.toMatchObject(failure(/ECONNREFUSED/));
    server = await ReleaseServer.start();
  });

  it('follows redirects from this computer to itself, and takes the range along', async () => {
    server.replies.set('/file', redirect(`${other.url}/stored?token=secret`));
    other.replies.set('/stored?token=secret', cut(FILE, 70_000, 1));
    expect(isFile(await get())).toBe(true);
    expect(other.asked.map(({ range }) => range === undefined)).toEqual([true, false]);
  });

  it.each(['http://192.0.2.1/netclient', 'http://127.0.0.1.example/x', 'http://127.0.0.1@192.0.2.1/x', 'ftp://127.0.0.1/x'])('does not begin at %s', async (url) => {
    await expect(get({ url })).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: 'it is not an https address' } });
  });

  it('refuses more than was announced, before it comes', async () => {
    server.replies.set('/file', whole(FILE));
    await expect(get({ mostBytes: FILE.length - 1 })).rejects.toMatchObject(failure(/^too large$/));
  });

  it('stops when asked, also in the middle', async () => {
    server.replies.set('/file', silent);
    const abort = new AbortController();
    await expect(get({ signal: abort.signal, onBytes: () => { abort.abort(); } })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('has a deadline for all of it', async () => {
    server.replies.set('/file', silent);
    await expect(get({ deadlineMs: 100 })).rejects.toMatchObject(failure(/^not done within 0.1 s$/));
  });
});
