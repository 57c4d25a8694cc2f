import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../../electron/contract/contract';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import { BridgeError, errorOf } from '../../../../renderer/bridge/bridge-error';
import { Client } from '../../../../renderer/bridge/client';
import { bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

const failure = async (work: Promise<unknown>) => work.then(() => { throw new Error('it worked'); }, (thrown: unknown) => errorOf(thrown));

describe('the client', () => {
  it('hands over what the call and its schema say', async () => {
    const client = new Client(new FakeBridge());
    expect(await client.ask('agents.probe', null)).toEqual({ variant: 'deployments under /api', count: 3, given: [], troubles: [] });
  });

  it('rejects with the error that came as data, cause and detail included', async () => {
    const error = new TunnelError('agents-refused', { action: 'list', status: 500, message: 'no' }, { detail: 'GET /api', cause: new TunnelError('deadline', { subject: 'x', seconds: 3 }) });
    const client = new Client(new FakeBridge(null, [], { 'agents.probe': () => { throw error; } }));
    await expect(client.ask('agents.probe', null)).rejects.toBeInstanceOf(BridgeError);
    expect(await failure(client.ask('agents.probe', null))).toEqual(errorData(error));
  });

  it('takes an answer that does not fit its schema for our mistake', async () => {
    const client = new Client({ call: () => Promise.resolve({ ok: true, value: { variant: 'x', count: 'three' } }), onEvent: () => () => undefined });
    expect(await failure(client.ask('agents.probe', null))).toMatchObject({ kind: 'bug', code: 'bug' });
  });

  it('takes an answer without its envelope, and a bridge that throws, for our mistake', async () => {
    const bare = new Client({ call: () => Promise.resolve(3), onEvent: () => () => undefined });
    const broken = new Client({ call: () => Promise.reject(new Error('pipe closed')), onEvent: () => () => undefined });
    expect(await failure(bare.ask('sites.close', null))).toMatchObject({ code: 'bug' });
    expect(await failure(broken.ask('sites.close', null))).toMatchObject({ code: 'bug', detail: expect.stringContaining('pipe closed') as string });
  });

  it('does not send what the schema of the call refuses', async () => {
    const bridge = new FakeBridge(bakery());
    expect(await failure(new Client(bridge).ask('box.hostKey', { host: '10.0.0.1', port: 70_000, allowLegacy: false }))).toMatchObject({ code: 'input-invalid', params: { field: 'port' } });
    expect(bridge.asked).toEqual([]);
  });

  it('delivers events, and null for one that cannot be read', () => {
    const bridge = new FakeBridge(bakery());
    const heard: (AppEvent | null)[] = [];
    const stop = new Client(bridge).listen((event) => heard.push(event));
    bridge.record({ type: 'page', page: 'box' });
    bridge.send({ type: 'weather', seq: 2 });
    expect(heard[0]).toMatchObject({ type: 'journal', seq: 1 });
    expect(heard[1]).toBeNull();
    stop();
    expect(bridge.listening).toBe(0);
  });
});
