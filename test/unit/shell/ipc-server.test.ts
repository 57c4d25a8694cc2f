import { describe, expect, it } from 'vitest';
import { CALLS, CONTRACT } from '../../../electron/contract/contract';
import { TunnelError, type ErrorData } from '../../../electron/domain/errors';
import { Redactor } from '../../../electron/domain/redaction';
import { answerCall, isTrusted, type Handlers, type Sender, type Server } from '../../../electron/shell/ipc-server';

/** Handlers that all fail the test, but those given. */
function serve(given: Partial<Handlers>): Server & { failures: { call: string; error: ErrorData }[] } {
  const failures: { call: string; error: ErrorData }[] = [];
  const unwanted = Object.fromEntries(CALLS.map((call) => [call, () => { throw new Error(`${call} was called`); }]));
  const redactor = new Redactor();
  redactor.register('hunter2-hunter2');
  return { handlers: { ...unwanted, ...given } as Handlers, redact: redactor.redact, failed: (call, error) => failures.push({ call, error }), failures };
}

describe('a call', () => {
  it('is answered with the value', async () => {
    const server = serve({ 'sites.close': () => null });
    expect(await answerCall(server, 'sites.close', null)).toEqual({ ok: true, value: null });
    expect(server.failures).toEqual([]);
  });

  it.each([['unknown', 'sites.steal'], ['inherited', 'constructor'], ['inherited', '__proto__'], ['no text', 7], ['missing', undefined]])('by a name that is %s is refused as data', async (_what, name) => {
    expect(await answerCall(serve({}), name, null)).toMatchObject({ ok: false, error: { code: 'input-invalid', params: { reason: 'no such call' } } });
  });

  it.each([
    ['sites.open', {}],
    ['sites.open', { id: 7 }],
    ['sites.open', null],
    ['run.start', { stage: 'destroy', only: null }],
    ['box.hostKey', { host: 'box', port: 70_000, allowLegacy: false }],
    ['secret.keep', { value: 'x'.repeat(10_001) }],
    ['picture', { sha256: '../../etc/passwd', bytes: 1, takenAt: '' }],
  ])('%s with the argument %j is refused as data and reaches nobody', async (name, input) => {
    const answer = await answerCall(serve({}), name, input);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'expected', code: 'input-invalid' } });
  });

  it('that names a refused argument never quotes it', async () => {
    const server = serve({});
    const answer = await answerCall(server, 'secret.keep', { value: ['hunter3-hunter3'] });
    expect(JSON.stringify([answer, server.failures])).not.toContain('hunter3');
  });

  it('that fails is answered with the code of the catalogue', async () => {
    const server = serve({ 'sites.open': () => { throw new TunnelError('site-busy', { pid: 7 }); } });
    expect(await answerCall(server, 'sites.open', { id: 'shop' })).toMatchObject({ ok: false, error: { code: 'site-busy', params: { pid: 7 }, retry: 'again' } });
  });

  it('that breaks is answered as a mistake of ours, without the secret that the error quotes', async () => {
    const server = serve({ 'sites.open': () => { throw new Error('login with hunter2-hunter2 failed'); } });
    const answer = await answerCall(server, 'sites.open', { id: 'shop' });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'bug', code: 'bug', detail: 'Error: login with [secret] failed' } });
    expect(JSON.stringify(server.failures)).not.toContain('hunter2');
  });

  it('whose answer is not what the contract says is a mistake of ours', async () => {
    const server = serve({ 'run.start': () => ({ runId: 7 }) as never });
    expect(await answerCall(server, 'run.start', { stage: 'survey', only: null })).toMatchObject({ ok: false, error: { kind: 'bug' } });
  });

  it('answers only what the contract says, nothing that came along', async () => {
    const server = serve({ 'agents.probe': () => ({ variant: 'v', count: 1, given: [{ name: 'AGENT_HUB_REGION', value: 'eu', secret: 'abc' }], troubles: [], token: 'abc' }) as never });
    expect(await answerCall(server, 'agents.probe', null)).toEqual({ ok: true, value: { variant: 'v', count: 1, given: [{ name: 'AGENT_HUB_REGION', value: 'eu' }], troubles: [] } });
  });

  it('has a handler for every name of the contract', () => {
    expect(CALLS.sort()).toEqual(Object.keys(CONTRACT).sort());
  });
});

describe('a sender', () => {
  const MAIN_FRAME = { routingId: 4, processId: 9 };
  const WINDOW = { isDestroyed: () => false, webContents: { id: 1, mainFrame: MAIN_FRAME } };
  const GOOD: Sender = { sender: { id: 1 }, senderFrame: { ...MAIN_FRAME, url: 'app://tunnel/', parent: null } };
  const frame = (change: object): Sender => ({ sender: { id: 1 }, senderFrame: { ...MAIN_FRAME, url: 'app://tunnel/', parent: null, ...change } });

  it('is trusted when it is the main frame of the window with our page', () => {
    expect(isTrusted(GOOD, WINDOW)).toBe(true);
  });

  it.each<[string, Sender]>([
    ['another window', { ...GOOD, sender: { id: 2 } }],
    ['a frame that is gone', { ...GOOD, senderFrame: null }],
    ['a frame inside the page', frame({ parent: MAIN_FRAME, routingId: 5 })],
    ['a frame that says it is on top', frame({ routingId: 5 })],
    ['another process', frame({ processId: 10 })],
    ['a foreign page', frame({ url: 'https://evil.example/' })],
    ['a page whose host begins like ours', frame({ url: 'app://tunnel.evil/' })],
    ['another file of ours', frame({ url: 'app://tunnel/assets/x.svg' })],
    ['an empty page', frame({ url: '' })],
    ['something whose parent nobody knows', frame({ parent: undefined })],
  ])('is not trusted when it is %s', (_who, sender) => {
    expect(isTrusted(sender, WINDOW)).toBe(false);
  });

  it('is not trusted while there is no window', () => {
    expect(isTrusted(GOOD, null)).toBe(false);
    expect(isTrusted(GOOD, { ...WINDOW, isDestroyed: () => true })).toBe(false);
  });
});
