import { describe, expect, it } from 'vitest';
import { BRAND_SETTINGS, settingsFor } from '../../../../electron/discovery/explain/brand-settings';
import { guessBrand } from '../../../../electron/discovery/explain/brand-signs';
import { BRANDS, BrandSetting, type Brand, type BrandGuess } from '../../../../electron/domain/why-not';

const web = (text: string) => [{ from: 'web' as const, text }];
const rtsp = (text: string) => [{ from: 'rtsp' as const, text }];

describe('a brand', () => {
  it.each<[Brand, string]>([
    ['dahua', 'Login to 4K01FD2PAG7C'], ['hikvision', 'IP Camera(G1234)'], ['axis', 'AXIS_ACCC8EBECCEA'], ['axis', 'AXIS P3265-LVE'], ['tapo', 'TP-Link IP-Camera'], ['reolink', 'BC Streaming Media'], ['vigi', 'VIGI C540'], ['ubiquiti', 'UVC G3 Dome'],
    ['amcrest', 'Amcrest IP8M-2496'], ['ezviz', 'EZVIZ C6N'], ['lorex', 'Lorex NVR'], ['annke', 'ANNKE C800'], ['imou', 'Imou Ranger 2'], ['eufy', 'eufy Indoor Cam'],
    ['hanwha', 'Hanwha XNV-6080R'], ['hanwha', 'WISENET WEBVIEWER'], ['hanwha', 'iPolis_1234'], ['hanwha', 'Samsung Techwin SND-5084R'], ['foscam', 'Foscam C1'], ['mobotix', 'MOBOTIX p26B'], ['vivotek', 'VIVOTEK FD8373-EHV'], ['bosch', 'Bosch DINION IP 8000'], ['uniview', 'Uniview IPC2124'],
  ])('%s is known by "%s"', (brand, text) => {
    expect(guessBrand(rtsp(text), null, [])).toEqual({ brand, from: 'rtsp', said: text });
  });

  it.each<[Brand, string]>([
    ['hikvision', '44:19:b6:00:00:01'], ['axis', 'ac:cc:8e:00:00:01'], ['ezviz', '0c:a6:4c:00:00:01'], ['ring', '34:3e:a4:00:00:01'], ['arlo', 'fc:9c:98:00:00:01'], ['nest', '18:b4:30:00:00:01'], ['wyze', '2c:aa:8e:00:00:01'], ['tuya', '10:5a:17:00:00:01'], ['hanwha', '00:09:18:00:00:01'], ['mobotix', '00:03:c5:00:00:01'],
  ])('%s is known by the network card %s', (brand, mac) => {
    expect(guessBrand([], mac, [])).toEqual({ brand, from: 'mac', said: mac });
  });

  it.each<[Brand, number]>([['dahua', 37_777], ['reolink', 9_000], ['tapo', 2_020], ['tuya', 6_668]])('%s is known by port %i, when nothing else tells', (brand, port) => {
    expect(guessBrand([], null, [80, port])).toEqual({ brand, from: 'port', said: String(port) });
  });

  it('is not guessed by a port where all are open', () => {
    expect(guessBrand([], null, [554, 80, 443, 8000, 8554, 2020, 8080, 8899, 10_554, 88, 5000, 9000])).toBeNull();
  });

  it('is what the device says, before what its card says, before its ports', () => {
    const all: BrandGuess[] = [];
    const said = [...web('AXIS P3265'), ...rtsp('Login to 1')];
    for (const guess of [guessBrand(said, '44:19:b6:00:00:01', [9000]), guessBrand(web('AXIS P3265'), '44:19:b6:00:00:01', [9000]), guessBrand([], '44:19:b6:00:00:01', [9000]), guessBrand([], null, [9000])]) if (guess !== null) all.push(guess);
    expect(all.map(({ brand, from }) => `${brand} ${from}`)).toEqual(['dahua rtsp', 'axis web', 'hikvision mac', 'reolink port']);
  });

  it('is not made of anybody\'s words', () => {
    for (const text of ['Login', 'nginx', 'Hikma web', 'GoAhead-Webs', 'FRITZ!Box', 'Ringing', 'axis of symmetry', 'Samsung Smart TV']) expect(guessBrand(web(text), null, [])).toBeNull();
  });

  it('keeps only words that are safe to show', () => {
    expect(guessBrand(web(`Dahua \u001b[31m${'x'.repeat(400)}`), null, [])?.said).toMatch(/^Dahua \[31mx+$/);
    expect(guessBrand(web(`Dahua ${'x'.repeat(400)}`), null, [])?.said.length).toBeLessThanOrEqual(160);
  });
});

describe('the settings of a brand', () => {
  it.each(BRANDS)('%s are well formed, and say plainly where there are none', (brand) => {
    const settings = BRAND_SETTINGS[brand].map((setting) => BrandSetting.parse({ brand, ...setting }));
    expect(settings.length).toBeGreaterThan(0);
    for (const { place, opens, path } of settings) {
      expect(place === 'nowhere').toBe(opens === 'nothing');
      if (place === 'nowhere') expect(path).toEqual([]);
      for (const menu of path) expect(menu).toMatch(/^[A-Za-z][\w ()/&-]{1,40}$/);
    }
  });

  it('are those that open what is missing', () => {
    const opens = (brand: Brand, rtspMissing: boolean, onvifMissing: boolean): string[] => settingsFor(brand, { rtsp: rtspMissing, onvif: onvifMissing }, false).map((setting) => setting.opens);
    expect(opens('hikvision', false, true)).toEqual(['onvif', 'account']);
    expect(opens('hikvision', true, false)).toEqual(['account']);
    expect(opens('reolink', true, false)).toEqual(['both', 'both']);
    expect(opens('ezviz', false, true)).toEqual([]);
    expect(opens('reolink', false, false)).toEqual([]);
  });

  it('are the recorder\'s own on a recorder, and the recorder\'s for cameras that speak to nothing else', () => {
    const places = (brand: Brand, recorder: boolean): string[] => settingsFor(brand, { rtsp: true, onvif: true }, recorder).map((setting) => setting.place);
    expect(places('hikvision', true)).toEqual(['recorder', 'recorder']);
    expect(places('hikvision', false)).toEqual(['web-page', 'web-page']);
    expect(places('ubiquiti', false)).toEqual(['recorder']);
    expect(places('axis', true)).toEqual(['web-page', 'web-page']);
  });
});
