import { describe, expect, it } from 'vitest';
import { DHIP } from '../../../electron/discovery/vendors/dhip';
import { SADP } from '../../../electron/discovery/vendors/sadp';
import { character } from '../../../electron/practice/cameras/character';
import { CHARACTERS } from '../../../electron/practice/cameras/characters/library';
import { dhipAnswer } from '../../../electron/practice/cameras/dhip-answer';
import { maskOf } from '../../../electron/practice/cameras/netmask';
import type { DevicePlace } from '../../../electron/practice/cameras/onvif-answers';
import { sadpAnswer } from '../../../electron/practice/cameras/sadp-answer';

const place: DevicePlace = { interfaces: [{ address: '192.168.1.64', mac: '44:19:b6:00:00:01', prefix: 22 }], ports: { web: 8080, onvif: 80, rtsp: 554 } };
const ask = SADP.questions('192.168.1.2').map((question) => Buffer.from(question).toString());
const sadp = (name: keyof typeof CHARACTERS, locked = false): ReturnType<typeof SADP.read> => SADP.read(Buffer.from(sadpAnswer(ask[0] ?? '', CHARACTERS[name], place, locked) ?? ''), '192.168.1.64');
const dhip = (name: keyof typeof CHARACTERS): ReturnType<typeof DHIP.read> => DHIP.read(dhipAnswer(DHIP.questions('192.168.1.2')[0] ?? Buffer.alloc(0), CHARACTERS[name], place) ?? Buffer.alloc(0), '192.168.1.64');

describe('SADP', () => {
  it('is answered by what Hikvision makes, as it is', () => {
    expect(sadp('hikvision')).toMatchObject({
      address: '192.168.1.64', mac: '44:19:b6:00:00:01', vendor: 'Hikvision', model: 'DS-2CD2143G0-I', firmware: 'V5.6.3', httpPort: 8080, sdkPort: 8000, deviceClass: 'camera', channels: 1, activated: true, locked: null, dhcp: false,
      netmask: '255.255.252.0', gateway: '192.168.1.1',
    });
    expect(sadp('hikvision-recorder')).toMatchObject({ deviceClass: 'recorder', channels: 8 });
    expect(sadp('hikvision-encoder')).toMatchObject({ deviceClass: 'encoder', channels: 4 });
    expect(sadp('hikvision-doorbell')).toMatchObject({ deviceClass: 'doorbell' });
    expect(sadp('ezviz')).toMatchObject({ vendor: 'EZVIZ', dhcp: true });
  });

  it('tells what waits for its first password, and what is locked', () => {
    expect(sadp('hikvision-not-activated')).toMatchObject({ activated: false });
    expect(sadp('hikvision', true)).toMatchObject({ locked: true });
  });

  it('echoes the uuid and the kind of the question', () => {
    const [, uuid] = /<Uuid>([^<]*)/.exec(ask[1] ?? '') ?? [];
    const answer = sadpAnswer(ask[1] ?? '', CHARACTERS.hikvision, place, false) ?? '';
    expect(answer).toContain(`<Uuid>${uuid}</Uuid>`);
    expect(answer).toContain('<Types>inquiry_v32</Types>');
  });

  it.each(['', '<Probe><Types>activate</Types></Probe>', '<Probe><Types>update</Types></Probe>', '<Types>inquiry</Types>', '\u0000\u0001'])('does not answer %j', (question) => {
    expect(sadpAnswer(question, CHARACTERS.hikvision, place, false)).toBeNull();
  });

  it('escapes what would be XML', () => {
    const odd = character({ name: 'a', manufacturer: 'b', model: 'A<B>&"C"', firmware: '1', serial: '2', streams: [{ token: 't', name: 'n', path: '/p', clip: 'sub.h264' }] });
    expect(SADP.read(Buffer.from(sadpAnswer(ask[0] ?? '', odd, place, false) ?? ''), '192.168.1.64')?.model).toBe('A<B>&"C"');
  });
});

describe('DHIP', () => {
  it('is answered by what Dahua makes, as it is', () => {
    expect(dhip('dahua')).toMatchObject({ address: '192.168.1.64', mac: '44:19:b6:00:00:01', vendor: 'Dahua', model: 'IPC-HFW2228M-I1-V2', serial: '4K01FD2PAJ6E3FF', httpPort: 8080, sdkPort: 37_777, deviceClass: 'camera', channels: 1, activated: true, netmask: '255.255.252.0' });
    expect(dhip('amcrest')).toMatchObject({ vendor: 'Amcrest' });
  });

  it('tells what waits for its first password', () => {
    expect(dhip('dahua-not-initialised')).toMatchObject({ activated: false });
  });

  it('bare JSON, another method and another magic are not answered', () => {
    const [question = Buffer.alloc(0)] = DHIP.questions('192.168.1.2');
    const reversed = Buffer.from(question);
    reversed.write('PIHD', 4, 'latin1');
    const other = Buffer.from(Buffer.from(question).toString('latin1').replace('DHDiscover.search', 'DHDiscover.modify'), 'latin1');
    for (const bytes of [Buffer.from(question).subarray(32), reversed, other, Buffer.alloc(10)]) expect(dhipAnswer(bytes, CHARACTERS.dahua, place)).toBeNull();
  });
});

it.each([[24, '255.255.255.0'], [8, '255.0.0.0'], [22, '255.255.252.0'], [30, '255.255.255.252'], [32, '255.255.255.255'], [0, '0.0.0.0']])('the mask of /%i is %s', (prefix, mask) => {
  expect(maskOf(prefix)).toBe(mask);
});
