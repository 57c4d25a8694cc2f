import { describe, expect, it } from 'vitest';
import type { KeyFrameRef } from '../../../../../electron/domain/camera';
import { Client } from '../../../../../renderer/bridge/client';
import { KeyFramePictures, type MakeJpeg } from '../../../../../renderer/state/pictures/key-frame-pictures';
import { FakeBridge } from '../../../../fixtures/window/fake-bridge';

const frame = (letter: string): KeyFrameRef => ({ sha256: letter.repeat(64), bytes: 5, codec: 'avc1.640028', width: 1280, height: 720 });
const BYTES = new Uint8Array([0, 0, 0, 1, 0x65]);
const JPEG = new Uint8Array([0xff, 0xd8, 0xff]);

describe('pictures of cameras that gave none', () => {
  it('are made once of each key frame, one after another, and handed over', async () => {
    const bridge = new FakeBridge(null, [], { 'picture.keyFrame': () => BYTES });
    let together = 0;
    let most = 0;
    const make: MakeJpeg = async (picture) => {
      most = Math.max(most, ++together);
      expect([picture.codec, picture.key, [...picture.annexB]]).toEqual(['avc1.640028', true, [...BYTES]]);
      await Promise.resolve();
      together--;
      return JPEG;
    };
    const pictures = new KeyFramePictures(new Client(bridge), make);
    expect(await Promise.all([pictures.make('one', frame('a')), pictures.make('two', frame('b')), pictures.make('one', frame('a'))])).toEqual([true, true, true]);
    expect(most).toBe(1);
    expect(bridge.callsOf('picture.decoded')).toEqual([
      { deviceId: 'one', keyFrame: 'a'.repeat(64), jpeg: JPEG },
      { deviceId: 'two', keyFrame: 'b'.repeat(64), jpeg: JPEG },
    ]);
  });

  it('that cannot be made are no error, and stop no other', async () => {
    const bridge = new FakeBridge(null, [], {
      'picture.keyFrame': ({ sha256 }) => (sha256.startsWith('a') ? null : BYTES),
    });
    let count = 0;
    const pictures = new KeyFramePictures(new Client(bridge), () => (++count === 1 ? Promise.resolve(null) : count === 2 ? Promise.reject(new Error('hostile')) : Promise.resolve(JPEG)));
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((letter) => pictures.make('cam', frame(letter))))).toEqual([false, false, false, true]);
    expect(bridge.callsOf('picture.decoded')).toHaveLength(1);
  });
});
