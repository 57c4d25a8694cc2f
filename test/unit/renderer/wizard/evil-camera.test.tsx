import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CameraReading } from '../../../../electron/domain/camera';
import { errorData, TunnelError } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { foldJournal } from '../../../../electron/domain/state';
import { WORDS } from '../../../../electron/domain/words/words';
import { renderReport } from '../../../../electron/report/report';
import { errorText, resultText } from '../../../../electron/terminal/text';
import { EVIL, evilDevices, evilInformation, evilProfiles } from '../../../fixtures/cameras/evil-camera';
import { bakery, reading, SURVEY } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

// eslint-disable-next-line no-control-regex -- what a terminal or a reader's eye would obey; line feeds are ours
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

const devices = evilDevices();
const device = devices[0]!;
const evil: CameraReading = {
  ...reading(device), ...evilInformation(),
  profiles: evilProfiles().map((profile) => ({ ...profile, uri: 'rtsp://192.168.40.66/', snapshotUri: null })),
  error: errorData(new TunnelError('camera-answer-invalid', { address: device.address, reason: 'HTTP 500' }, { detail: EVIL })),
};
const events: readonly JournalEvent[] = [{ type: 'surveyed', survey: { ...SURVEY, devices } }, { type: 'camera-read', reading: { ...evil, outcome: 'partly' } }];
const state = foldJournal(events.map((event, index) => ({ seq: index + 1, at: '2026-01-02T03:04:05.000Z', event })));
const site = bakery({ cameras: [{ ...bakery().cameras[0]!, deviceId: device.id, name: device.name ?? 'Camera 1' }] });

describe('a camera whose every word is an attack', () => {
  it('is one camera, and its words are still there to be read', () => {
    expect(devices).toHaveLength(1);
    expect(JSON.stringify(device)).toContain('<img src=x onerror=pwn()>');
    expect(JSON.stringify([devices, evil])).not.toMatch(UNSAFE);
    expect(evilProfiles().map((profile) => profile.token)).toEqual(['p', '<b>']);
  });

  it('gives a terminal text only, one row as one line', () => {
    const words = WORDS.en;
    const rows = resultText('survey', site, state, words);
    expect(rows).toContain('192.168.40.66');
    expect(rows.split('\n')).toHaveLength(1);
    for (const text of [rows, resultText('check', site, state, words), resultText('prove', site, state, words), errorText(evil.error!, words)]) expect(text).not.toMatch(UNSAFE);
    expect(resultText('check', site, state, words)).toContain('<img');
  });

  it('is text in the report, and nothing that runs', () => {
    const html = renderReport({ site, state, picture: () => null, language: 'en', version: '1', now: 0, css: '' });
    expect(html).not.toMatch(UNSAFE);
    const page = new DOMParser().parseFromString(html, 'text/html');
    expect(page.querySelectorAll('script, img, iframe, object, [onerror], [onload]')).toHaveLength(0);
    expect(page.body.textContent).toContain('<img src=x onerror=pwn()>');
  });

  it('is text in the window, in its row and in what was said of it', async () => {
    const { user } = await show(new FakeBridge(site, [...events, { type: 'page', page: 'find' }]));
    await user.click(screen.getByRole('button', { name: /192\.168\.40\.66/, expanded: false }));
    expect(document.body.textContent).toContain('<img src=x onerror=pwn()>');
    expect(document.querySelectorAll('script, img[src="x"], [onerror]')).toHaveLength(0);
    expect(document.body.textContent).not.toMatch(UNSAFE);
  });
});
