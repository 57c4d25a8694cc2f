import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JournalEvent } from '../../../electron/domain/journal';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import type { LayerProof } from '../../../electron/domain/proof';
import { foldJournal } from '../../../electron/domain/state';
import { escapeHtml } from '../../../electron/report/html';
import { renderReport } from '../../../electron/report/report';
import { fakeDevice, fakeReading, fakeSite } from '../../fixtures/fake-world';

const device = fakeDevice('10.0.0.11');
const render = (events: JournalEvent[], site = fakeSite()): string =>
  renderReport({ site, state: foldJournal(events.map((event, index) => ({ seq: index + 1, at: '2026-01-02T03:04:05.000Z', event }))), picture: () => 'QUJD', language: 'en', version: '1.2.3', now: Date.UTC(2026, 0, 2), css: 'main{}' });

const surveyed: JournalEvent = { type: 'surveyed', survey: { ranges: [], devices: [device], tookMs: 1, interfaces: [], routes: [] } };

describe('the handover report', () => {
  it('is written for a site where nothing worked, and says what failed and what to do', () => {
    const report = render([surveyed, { type: 'camera-read', reading: fakeReading(device, 'camera-login-refused') }, { type: 'run', stage: 'connect', phase: 'failed', error: { kind: 'expected', code: 'overlay-unreachable', params: { url: 'https://api.example', reason: 'timed out' }, retry: 'again' } }]);
    expect(report).toContain('The camera at 10.0.0.11 refused the login.');
    expect(report).toContain('Enter the right login.');
    expect(report).toContain('No connection to Netmaker at https://api.example.');
    expect(report).toContain('No camera is connected.');
  });

  it('says where only this laptop can take back, and what each part cost', () => {
    const step: JournalEvent = { type: 'step-begun', step: { id: 'j', kind: 'netmaker.join', params: { box: 'box', network: 'cams' }, input: {}, needs: [] }, found: null };
    const trips: JournalEvent = { type: 'round-trips', stage: 'connect', trips: { box: 31, servers: 90, milliseconds: 6400 } };
    const report = render([surveyed, step, { type: 'box-memory', memory: 'forgets', reason: 'Read-only file system', tookOver: null }, trips]);
    expect(report).toContain('could not note the changes (Read-only file system): only this laptop');
    expect(report).toContain('31 commands to the small computer, 90 calls to servers, 6.4 s');
    expect(render([surveyed, step, { type: 'box-memory', memory: 'remembers', reason: null, tookOver: null }])).not.toContain('only this laptop');
  });

  it('says what was proven and what was not, and how everything is taken back', () => {
    const picture = { sha256: 'a'.repeat(64), bytes: 3, takenAt: '2026-01-02T00:00:00Z' };
    const report = render([
      surveyed,
      { type: 'camera-read', reading: { ...fakeReading(device), picture } },
      { type: 'step-begun', step: { id: 'e', kind: 'netmaker.egress', params: { camera: 'Gate', range: '10.0.0.11/32', network: 'cams', box: 'box' }, input: {}, needs: [] }, found: null },
      { type: 'step-done', stepId: 'e', result: null },
      { type: 'proved', proof: { deviceId: device.id, name: 'Gate', picture, provenAt: '2026-01-02T00:00:00Z', layers: [{ layer: 'agent-available', outcome: 'proven', params: {}, error: null }, { layer: 'frame-received', outcome: 'not-asked', params: { reason: 'the agent cannot be reached from here' }, error: null }] } },
    ]);
    expect(report).toContain('The cloud agent runs.');
    expect(report).toContain('Not seen: the agent cannot be reached from here');
    expect(report).toContain('Opens 10.0.0.11/32 to the network cams, through box.');
    expect(report).toContain('undo --site FILE');
    expect(report.match(/data:image\/jpeg;base64,QUJD/g)).toHaveLength(2);
    expect(report).not.toMatch(/\{[a-z]+\}/i);
  });

  it('shows what the far end saw beside what the camera saw, how it was had, and where one is missing, why', () => {
    const picture = { sha256: 'a'.repeat(64), bytes: 3, takenAt: '2026-01-02T00:00:00Z' };
    const proved = (layers: LayerProof[], far: typeof picture | null): JournalEvent => ({ type: 'proved', proof: { deviceId: device.id, name: 'Gate', picture: far, provenAt: '2026-01-02T00:00:00Z', layers } });
    const seen = render([surveyed, { type: 'camera-read', reading: { ...fakeReading(device), picture } }, proved([{ layer: 'frame-received', outcome: 'proven', params: { width: 1280, height: 720, milliseconds: 420, way: 'loopback', fresh: 'changed', fps: 15, lost: 3, window: 10 }, error: null }], picture)]);
    expect(seen).toMatch(/<figure><img alt="[^"]+: On site" [^>]+><figcaption>On site<\/figcaption><\/figure>\s*<figure><img alt="[^"]+: At the far end" [^>]+><figcaption>At the far end</);
    expect(seen).toContain('1280 x 720, first picture after 0.42 s, a second picture differs, 15 frames per second there, 3 packets lost in 10 s, asked on the computer that it runs on');

    const counted = render([surveyed, { type: 'camera-read', reading: fakeReading(device) }, proved([{ layer: 'frame-received', outcome: 'not-asked', params: { why: 'one-colour', reason: 'x' }, error: null }, { layer: 'frames-counted', outcome: 'proven', params: { way: 'log', keyFrames: 2 }, error: null }], null)]);
    expect(counted).toContain('<div class="no-picture">The camera gave no picture on site</div>');
    expect(counted).toContain('<div class="no-picture">Not seen: its picture is one colour from edge to edge</div>');
    expect(counted).toContain('<span class="verdict counted">Receives the camera, by its own count</span>');

    const full = errorData(new TunnelError('agents-stream-busy', { name: 'site-gate' }));
    const refused = render([surveyed, { type: 'camera-read', reading: fakeReading(device) }, proved([{ layer: 'agent-connected', outcome: 'failed', params: {}, error: full }], null)], { ...fakeSite(), agents: { kind: 'edge', image: null, recording: 'continuous', storage: { kind: 'none' } } });
    expect(refused).toContain('<strong>Close other viewers and recorders of this camera, then prove again.</strong>');
    expect(refused).toContain('<figcaption>At the small computer</figcaption>');
  });

  it('shows whatever a device says as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!#\d+;)/);
      }),
    );
    const hostile = fakeReading(device);
    const report = render([surveyed, { type: 'camera-read', reading: { ...hostile, model: '<script>alert(1)</script>', manufacturer: '"><img src=x onerror=y>' } }]);
    expect(report).not.toContain('<script');
    expect(report).not.toContain('<img src=x');
  });

  it('says what was noticed, the gravest first', () => {
    const reading = { ...fakeReading(device), findings: [{ finding: 'http-only', params: {} }, { finding: 'clock-off', params: { seconds: 90 } }, { finding: 'no-password', params: {} }] } as const;
    const report = render([surveyed, { type: 'camera-read', reading: { ...reading, findings: [...reading.findings] } }]);
    expect([...report.matchAll(/<td class="severity (\w+)">([^<]+)</g)].map(([, severity, words]) => [severity, words])).toEqual([['bad', 'Important'], ['warn', 'Look at this'], ['info', 'Good to know']]);
  });

  it('marks a practice site', () => {
    expect(render([], { ...fakeSite(), mode: 'practice' })).toContain('nothing in this report is real');
  });

  it('survives a time zone that this system does not know', () => {
    expect(render([], { ...fakeSite(), timeZone: 'Mars/Olympus' })).toContain('Handover report');
  });
});
