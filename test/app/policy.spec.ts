import { createServer, type Server } from 'node:http';
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { en } from '../../renderer/i18n/en';
import { expect, test, ROOT, Running } from './program';

const TITLE = en['start.title'];

/**
 * Every guard of the window, asked for in the running program. Each test tries what the guard is there to stop, and looks at
 * what happened: at a server nobody may reach, at the address of the page, at the answers.
 */
let running: Running;
let server: Server;
let foreign: string;
let reached: string[];
let data: string;

test.beforeAll(async ({}, info) => {
  server = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').setHeader('content-type', 'text/html').end('<h1>foreign</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  foreign = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  data = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-policy-'));
  running = await Running.launch({ data, traces: info.outputPath('traces') });
});
test.beforeEach(() => {
  reached = [];
});
test.afterEach(async () => {
  // Whatever was tried: the page is still ours, alone, and nothing foreign was asked for.
  expect(running.page.url()).toBe('app://tunnel/');
  expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(reached).toEqual([]);
});
test.afterAll(async () => {
  await running.close(null);
  server.close();
  rmSync(data, { recursive: true, force: true });
});

test('the server that nobody may reach can be reached', async () => {
  expect((await fetch(foreign)).status).toBe(200);
  reached = [];
});

test.describe('the page', () => {
  test('has nothing of Node or Electron but the bridge', async () => {
    const seen = await running.page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter((name) => name in globalThis),
      bridge: Object.entries((globalThis as unknown as { tunnel: object }).tunnel).map(([name, value]) => `${name}: ${typeof value}`),
    }));
    expect(seen).toEqual({ globals: [], bridge: ['call: function', 'onEvent: function'] });
  });

  test('runs in a sandbox, isolated, without Node, webviews or a spell checker', async () => {
    // The preferences that Chromium really got; the type does not know all of their names.
    const preferences = await running.app.evaluate(({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences());
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInSubFrames: false, webSecurity: true, webviewTag: false });
    // Electron leaves these out when they are off.
    for (const name of ['nodeIntegrationInWorker', 'spellcheck', 'navigateOnDragDrop', 'allowRunningInsecureContent', 'experimentalFeatures']) expect(preferences[name] ?? false, name).toBe(false);
  });

  test('cannot change the bridge for others', async () => {
    const before = await running.page.evaluate(() => {
      const tunnel = (globalThis as unknown as { tunnel: { call: unknown } }).tunnel;
      try {
        tunnel.call = () => 'mine';
      } catch {
        // Frozen, as it should be.
      }
      return typeof tunnel.call === 'function' && String(tunnel.call).includes('mine');
    });
    expect(before).toBe(false);
  });

  test('is served with the strict policy', async () => {
    const headers = await running.page.evaluate(async () => Object.fromEntries((await fetch('/index.html')).headers));
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    );
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer' });
  });

  for (const [urlPath, status] of [['/..%2f..%2fpackage.json', 403], ['/%2e%2e/%2e%2e/package.json', 404], ['/..%5c..%5cpackage.json', 403], ['/.stamp', 403], ['/missing.js', 404]] as const) {
    test(`gets ${status} for ${urlPath}`, async () => {
      expect(await running.page.evaluate(async (asked) => (await fetch(asked)).status, urlPath)).toBe(status);
    });
  }

  test('may only ask for files', async () => {
    expect(await running.page.evaluate(async () => (await fetch('/index.html', { method: 'POST', body: 'x' })).status)).toBe(405);
  });

  test('runs no inline script, no handler in an attribute, no code from a string', async () => {
    const ran = await running.page.evaluate(async () => {
      const marks = globalThis as unknown as Record<string, unknown>;
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'globalThis.handlerRan = true');
      document.body.append(button);
      button.click();
      const link = document.createElement('a');
      link.href = 'javascript:globalThis.linkRan = true';
      document.body.append(link);
      link.click();
      // In a timer, because what the test itself evaluates is exempt.
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(Boolean((0, eval)('true')));
          } catch {
            resolve(false);
          }
        });
      });
      for (const element of [script, button, link]) element.remove();
      return { inline: marks['inlineRan'], handler: marks['handlerRan'], link: marks['linkRan'], evaluated };
    });
    expect(ran).toEqual({ inline: undefined, handler: undefined, link: undefined, evaluated: false });
  });
});

test.describe('nothing foreign is loaded', () => {
  const ways: Record<string, (address: string) => Promise<string>> = {
    fetch: (address) => fetch(address).then(() => 'loaded', () => 'refused'),
    'a simple fetch': (address) => fetch(address, { mode: 'no-cors' }).then(() => 'loaded', () => 'refused'),
    'XMLHttpRequest': (address) => new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onload = () => { resolve('loaded'); };
      request.onerror = () => { resolve('refused'); };
      request.open('GET', address);
      request.send();
    }),
    'a web socket': (address) => new Promise((resolve) => {
      try {
        const socket = new WebSocket(address.replace('http', 'ws'));
        socket.onopen = () => { resolve('loaded'); };
        socket.onerror = () => { resolve('refused'); };
      } catch {
        resolve('refused');
      }
    }),
    'a picture': (address) => new Promise((resolve) => {
      const image = new Image();
      image.onload = () => { resolve('loaded'); };
      image.onerror = () => { resolve('refused'); };
      image.src = address;
    }),
    'a script': (address) => new Promise((resolve) => {
      const script = document.createElement('script');
      script.onload = () => { resolve('loaded'); };
      script.onerror = () => { resolve('refused'); };
      script.src = address;
      document.head.append(script);
    }),
    'a style sheet': (address) => new Promise((resolve) => {
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.onload = () => { resolve('loaded'); };
      link.onerror = () => { resolve('refused'); };
      link.href = address;
      document.head.append(link);
    }),
    'a worker': (address) => new Promise((resolve) => {
      try {
        const worker = new Worker(address);
        worker.onmessage = () => { resolve('loaded'); };
        worker.onerror = () => { resolve('refused'); };
      } catch {
        resolve('refused');
      }
    }),
    'a beacon': async (address) => {
      navigator.sendBeacon(address, 'x');
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return 'refused';
    },
  };
  for (const [way, attempt] of Object.entries(ways)) {
    test(`by ${way}`, async () => {
      expect(await running.page.evaluate(attempt, `${foreign}/${way.replaceAll(' ', '-')}`)).toBe('refused');
    });
  }

  test('by a frame', async () => {
    const frame = await running.page.evaluate(async (address) => {
      const element = document.createElement('iframe');
      element.src = address;
      const settled = new Promise((resolve) => element.addEventListener('load', resolve));
      document.body.append(element);
      await settled;
      let bridge = false;
      try {
        bridge = 'tunnel' in (element.contentWindow as object);
      } catch {
        // Another origin: not even looked at.
      }
      element.remove();
      return { bridge };
    }, foreign);
    expect(frame).toEqual({ bridge: false });
  });

  test('by Chromium behind the back of the page', async () => {
    // The page's policy does not reach here; the guard of the session does.
    const answer = await running.app.evaluate(({ net }, address) => net.fetch(address).then((response) => response.status, (error: unknown) => String(error)), foreign);
    expect(answer).toContain('ERR_BLOCKED_BY_CLIENT');
  });
});

test.describe('the window stays on its page', () => {
  const addresses = (): string[] => [foreign, 'file:///etc/hostname', 'data:text/html,<h1>foreign</h1>', 'app://other/', 'app://tunnel/missing.html', 'about:blank'];
  for (const index of [0, 1, 2, 3, 4, 5]) {
    test(`when a script sends it to address ${index + 1}`, async () => {
      const address = addresses()[index] ?? '';
      const refusal = countRefusals();
      await running.page.evaluate((to) => { location.href = to; }, address);
      // Refused by Chromium itself, before our guard hears of it.
      if (!/^(data|file):/.test(address)) await expect.poll(refusal).toBeGreaterThan(0);
      await expect.poll(() => running.page.url()).toBe('app://tunnel/');
      // Not by a locator: Playwright waits for a navigation that was refused. A page that was brought home comes up anew.
      const title = (): Promise<string> => running.page.evaluate(() => document.querySelector('h1')?.textContent ?? '').catch(() => '');
      await expect.poll(title).toBe(TITLE);
    });
  }

  test('when a form is sent', async () => {
    await running.page.evaluate((address) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = address;
      document.body.append(form);
      form.submit();
      form.remove();
    }, foreign);
    expect(await running.page.evaluate(() => location.href)).toBe('app://tunnel/');
  });

  test('and opens no other window', async () => {
    const opened = await running.page.evaluate((address) => {
      const results = [window.open(address), window.open('about:blank'), window.open('app://tunnel/'), window.open('', '_blank', 'noopener')];
      const link = document.createElement('a');
      link.href = address;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
      return results.every((result) => result === null);
    }, foreign);
    expect(opened).toBe(true);
  });

  test('but may be loaded again', async () => {
    await running.page.reload();
    expect(await running.page.evaluate(() => 'tunnel' in globalThis)).toBe(true);
  });
});

test.describe('every permission is refused', () => {
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'persistent-storage'] as const) {
    test(name, async () => {
      expect(await running.page.evaluate(async (asked) => (await navigator.permissions.query({ name: asked as PermissionName })).state, name)).toBe('denied');
    });
  }

  test('also when it is asked for', async () => {
    const answers = await running.page.evaluate(async () => ({
      notification: await Notification.requestPermission(),
      location: await new Promise((resolve) => { navigator.geolocation.getCurrentPosition(() => { resolve('given'); }, (error) => { resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'); }); }),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', (error: unknown) => (error as Error).name),
    }));
    expect(answers.notification).toBe('denied');
    expect(answers.location).not.toBe('given');
    expect(answers.camera).toMatch(/NotAllowedError|NotFoundError/);
  });
});

test.describe('the bridge', () => {
  const call = (name: unknown, input: unknown): Promise<unknown> =>
    running.page.evaluate(([asked, given]) => (globalThis as unknown as { tunnel: { call(name: unknown, input: unknown): Promise<unknown> } }).tunnel.call(asked, given), [name, input] as const);

  test('answers a call of the contract', async () => {
    expect(await call('app.info', null)).toMatchObject({ ok: true, value: { platform: process.platform } });
  });

  for (const [what, name, input] of [
    ['an unknown call', 'shell.open', null],
    ['an inherited name', 'constructor', null],
    ['a name that is none', 7, null],
    ['an argument that is missing', 'sites.open', null],
    ['an argument of the wrong type', 'sites.open', { id: 7 }],
    ['a path for a name', 'sites.open', { id: '../../etc' }],
    ['an unknown stage', 'run.start', { stage: 'format', only: null }],
    ['a picture that is a path', 'picture', { sha256: '../../../etc/passwd', bytes: 1, takenAt: '' }],
  ] as const) {
    test(`refuses ${what}, as data`, async () => {
      expect(await call(name, input)).toMatchObject({ ok: false, error: { kind: 'expected', code: 'input-invalid' } });
    });
  }

  test('does not answer another window, even one with our preload script and our page', async () => {
    const answer = await running.app.evaluate(async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
      try {
        await other.loadURL('app://tunnel/');
        return (await other.webContents.executeJavaScript("window.tunnel.call('app.info', null)")) as unknown;
      } finally {
        other.destroy();
      }
    }, path.join(ROOT, 'dist/preload/preload.cjs'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'input-invalid', params: { reason: 'not from the window' } } });
  });

  test('does not answer a window that shows something else', async () => {
    const page = path.join(data, 'foreign.html');
    writeFileSync(page, '<h1>foreign</h1>');
    const answer = await running.app.evaluate(async ({ BrowserWindow, session }, [preload, html]) => {
      // A session of its own has none of our guards: here only the bridge is asked.
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true, session: session.fromPartition('foreign') } });
      try {
        await other.loadFile(html);
        return (await other.webContents.executeJavaScript("window.tunnel.call('sites.list', null)")) as unknown;
      } finally {
        other.destroy();
      }
    }, [path.join(ROOT, 'dist/preload/preload.cjs'), page] as const);
    expect(answer).toMatchObject({ ok: false, error: { code: 'input-invalid', params: { reason: 'not from the window' } } });
  });
});

test('a second start shows the first window and ends', async () => {
  const electron = createRequire(import.meta.url)('electron') as string;
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${data}`, ROOT];
  const second = spawn(electron, args, { stdio: 'ignore' });
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0);
});

/** How often the program's log says that a navigation was refused, beyond what it says now. */
function countRefusals(): () => number {
  const log = path.join(data, 'log.jsonl');
  const count = (): number => (existsSync(log) ? readFileSync(log, 'utf8').split('refused: navigation').length - 1 : 0);
  const before = count();
  return () => count() - before;
}
