import { describe, expect, it } from 'vitest';
import { boxSettings, credentialSettings, draftsOf, isHttpUrl, missingBox, missingOverlay, newCredential, overlaySettings, wholeUrl, type Keep } from '../../../../renderer/state/drafts';
import { outdated } from '../../../../renderer/state/outdated';
import { fromSnapshot } from '../../../../renderer/state/projection';
import { ACCOUNTS, BOX, BOX_READY, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

const SITE = bakery({ ...ACCOUNTS, ...BOX });

function vault(): { keep: Keep; kept: string[] } {
  const kept: string[] = [];
  return { kept, keep: (value) => { kept.push(value); return Promise.resolve({ kind: 'vault', id: `new-${String(kept.length)}` }); } };
}

describe('forms', () => {
  it('give back the settings they were made of, without handing a secret over again', async () => {
    const { keep, kept } = vault();
    const drafts = draftsOf(SITE);
    expect(await credentialSettings(drafts.credentials, keep)).toEqual(SITE.credentials);
    expect(await overlaySettings(drafts.overlay, SITE.overlay, keep)).toEqual(SITE.overlay);
    expect(await boxSettings(drafts.box, SITE.box, keep)).toEqual(SITE.box);
    expect(kept).toEqual([]);
  });

  it('hand a typed secret over and keep the reference only', async () => {
    const { keep, kept } = vault();
    const drafts = draftsOf(SITE);
    const settings = await overlaySettings({ ...drafts.overlay, token: { ...drafts.overlay.token, typed: 'eyJ-new' } }, SITE.overlay, keep);
    expect(kept).toEqual(['eyJ-new']);
    expect(settings).toMatchObject({ auth: { kind: 'token', token: { kind: 'vault', id: 'new-1' } } });
    expect(JSON.stringify(settings)).not.toContain('eyJ-new');
  });

  it('forget the pinned key when the address changes', async () => {
    const { keep } = vault();
    const drafts = draftsOf(SITE);
    expect((await boxSettings({ ...drafts.box, host: '192.168.40.6' }, SITE.box, keep)).hostKey).toBeNull();
    expect((await boxSettings({ ...drafts.box, username: 'root' }, SITE.box, keep)).hostKey).toEqual(SITE.box?.hostKey);
  });

  it('leave empty logins out and let a camera have an empty password', async () => {
    const { keep, kept } = vault();
    const sets = await credentialSettings([newCredential('login-1', 'Login 1'), { ...newCredential('login-2', 'Login 2'), username: 'admin' }], keep);
    expect(sets.map((set) => set.username)).toEqual(['admin']);
    expect(kept).toEqual(['']);
  });

  it('say what is missing', () => {
    const { overlay, box } = draftsOf(bakery());
    expect([...missingOverlay(overlay)]).toEqual(['url', 'token']);
    expect([...missingOverlay({ ...overlay, auth: 'password' })]).toEqual(['url', 'username', 'password']);
    expect([...missingBox(box)]).toEqual(['host', 'username', 'password']);
    expect([...missingBox({ ...box, host: '10.0.0.5', port: '99999', username: 'pi', auth: 'key' })]).toEqual(['port', 'key']);
  });

  it('make a whole address of what people type, and take none that holds a login', () => {
    expect(wholeUrl(' api.nm.example.com/ ')).toBe('https://api.nm.example.com');
    expect(wholeUrl('http://10.0.0.1:8081')).toBe('http://10.0.0.1:8081');
    expect(isHttpUrl('factory.local:8080')).toBe(true);
    expect(isHttpUrl('ftp://factory.local')).toBe(false);
    expect(isHttpUrl('https://user:pw@factory.local')).toBe(false);
    expect(isHttpUrl('')).toBe(false);
  });
});

describe('changed answers', () => {
  const snapshot = new FakeBridge(SITE, BOX_READY).snapshot();
  if (snapshot === null) throw new Error('no site');
  const projection = fromSnapshot(snapshot);
  const none = { services: null, box: null };

  it('are none while nothing was typed', () => {
    expect(outdated(projection, { changedAfter: none, drafts: null })).toEqual({ services: false, box: false });
    expect(outdated(projection, { changedAfter: none, drafts: draftsOf(SITE) })).toEqual({ services: false, box: false });
  });

  it('count while they are typed, before they are saved', () => {
    const drafts = draftsOf(SITE);
    expect(outdated(projection, { changedAfter: none, drafts: { ...drafts, box: { ...drafts.box, host: '10.0.0.9' } } })).toEqual({ services: false, box: true });
    expect(outdated(projection, { changedAfter: none, drafts: { ...drafts, agents: { ...drafts.agents, recording: 'continuous' } } })).toEqual({ services: true, box: false });
  });

  it('count after saving until the next look', () => {
    expect(outdated(projection, { changedAfter: { services: null, box: projection.marks.box }, drafts: null }).box).toBe(true);
    expect(outdated(projection, { changedAfter: { services: null, box: projection.marks.box - 1 }, drafts: null }).box).toBe(false);
  });
});
