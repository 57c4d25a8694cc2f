import { describe, expect, it } from 'vitest';
import type { HostKey } from '../../../electron/domain/box';
import type { BoxSettings, Site } from '../../../electron/domain/site';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import { runCommand } from '../../../electron/terminal/onboarding';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../../fixtures/fake-world';

const keyOf = (host: string): HostKey => ({ algorithm: 'ssh-ed25519', fingerprint: `SHA256:${host.replaceAll('.', 'x').padEnd(43, 'A')}` });
const machine = (host: string, allowLegacy = false): BoxSettings => ({ host, port: 22, username: 'op', auth: { kind: 'agent' }, sudoPassword: null, hostKey: null, allowLegacy });

function terminalWith(change: Partial<Site>): { undo: (acceptHostKey: string | null) => Promise<number>; pins: () => Record<string, HostKey>; asked: { host: string; port: number; allowLegacy?: boolean }[] } {
  const asked: { host: string; port: number; allowLegacy?: boolean }[] = [];
  const base = fakePorts(new FakeWorld());
  const ports = { ...base, boxes: { ...base.boxes, hostKey: (address: { host: string; port: number; allowLegacy?: boolean }) => {
    asked.push(address);
    return Promise.resolve(keyOf(address.host));
  } } };
  const engine = new Engine(ports, new MemoryJournal(), (text) => text);
  const site = { site: { ...fakeSite(), ...change }, engine, ports } as unknown as OpenSite;
  const options = { fresh: false, ranges: [], largeRanges: false, history: null, record: null };
  // Of all commands the one that does nothing here besides.
  return { undo: (acceptHostKey) => runCommand('undo', site, { ...options, acceptHostKey }, new AbortController().signal, {}), pins: () => ({ ...engine.state.pins }), asked };
}

describe('host keys at first contact', () => {
  it('are asked for with the algorithms that were allowed, and only where they were', async () => {
    const old = terminalWith({ box: machine('10.0.0.2', true) });
    await old.undo('any');
    expect(old.asked).toEqual([{ host: '10.0.0.2', port: 22, allowLegacy: true }]);
    const usual = terminalWith({ box: machine('10.0.0.2') });
    await usual.undo('any');
    expect(usual.asked).toEqual([{ host: '10.0.0.2', port: 22, allowLegacy: false }]);
  });

  it('are those of the small computer and of the computer that the agents run on', async () => {
    const terminal = terminalWith({ box: machine('10.0.0.2'), agents: { kind: 'docker', host: machine('10.0.0.9'), listen: 'loopback', image: null, recording: 'motion', storage: { kind: 'given' } } });
    await terminal.undo('any');
    expect(terminal.pins()).toEqual({ '10.0.0.2:22': keyOf('10.0.0.2'), '10.0.0.9:22': keyOf('10.0.0.9') });
  });

  it('are not accepted unless somebody said so, and a given one is that of one of them', async () => {
    const nobody = terminalWith({ box: machine('10.0.0.2') });
    await nobody.undo(null);
    expect(nobody.pins()).toEqual({});
    const terminal = terminalWith({ box: machine('10.0.0.2'), agents: { kind: 'docker', host: machine('10.0.0.9'), listen: 'loopback', image: null, recording: 'motion', storage: { kind: 'given' } } });
    await terminal.undo(keyOf('10.0.0.9').fingerprint);
    expect(Object.keys(terminal.pins())).toEqual(['10.0.0.9:22']);
    await expect(terminalWith({ box: machine('10.0.0.2') }).undo(keyOf('10.0.0.9').fingerprint)).rejects.toMatchObject({ code: 'box-host-key-changed' });
  });
});
