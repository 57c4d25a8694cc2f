import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyFrameRef } from '../../../electron/domain/camera';
import { AccessUnits, MAX_ACCESS_UNIT } from '../../../electron/camera/live/access-units';
import { codecString } from '../../../electron/camera/live/codec-string';
import type { VideoTrack } from '../../../electron/camera/rtsp/sdp';

const SETS = {
  H264: ['Z2QAKKzRAHgCJ+XARAAAAwAEAAADAPA8YMRY', 'aO48gA=='],
  H265: ['QAEMAf//AWAAAAMAsAAAAwAAAwB7rAk=', 'QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDljb5Jyuf/', 'RAHA8vA8kAA='],
} as const;

/** Payloads that are nearly right go deepest: a known header byte, then anything. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.tuple(fc.constantFrom(0x65, 0x41, 0x67, 0x68, 0x7c, 0x78, 0x26, 0x02, 0x42, 0x44, 0x62, 0x60), fc.uint8Array({ maxLength: 80 })).map(([first, rest]) => Uint8Array.of(first, ...rest)),
);
const packet = fc.record({ sequence: fc.oneof(fc.nat(40), fc.nat(65_535)), timestamp: fc.oneof(fc.nat(9), fc.nat(2 ** 32 - 1)), marker: fc.boolean(), ssrc: fc.nat(1), payload });

it.each(['H264', 'H265'] as const)('whatever packets come, pictures of %s are bounded, begin with a key frame, and can be described', (codec) => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 60 }), fc.boolean(), (packets, described) => {
      const track: VideoTrack = { codec, codecName: codec, payloadType: 96, clockRate: 90_000, control: null, parameterSets: described ? SETS[codec].map((set) => Buffer.from(set, 'base64')) : [], claimedSize: null };
      const units = AccessUnits.of(track);
      let first = true;
      for (const { payload: bytes, ...header } of packets) {
        for (const unit of units?.push({ ...header, payloadType: 96, payload: Buffer.from(bytes) }) ?? []) {
          if (first) expect(unit.key).toBe(true);
          first = false;
          expect(unit.annexB.length).toBeLessThanOrEqual(MAX_ACCESS_UNIT);
          expect(Number.isSafeInteger(unit.timestampMicros)).toBe(true);
          KeyFrameRef.parse({ sha256: '0'.repeat(64), bytes: unit.annexB.length, codec: unit.codec, width: unit.width, height: unit.height });
        }
      }
    }),
    { numRuns: 600 },
  );
});

it('whatever bytes are called a parameter set, a codec is named as it must be or not at all', () => {
  fc.assert(
    fc.property(fc.constantFrom('H264', 'H265'), fc.constantFrom(0x67, 0x27, 0x42, 0x40, 0), fc.uint8Array({ maxLength: 60 }), (codec, first, rest) => {
      const name = codecString(codec, Uint8Array.of(first, ...rest));
      expect(name ?? 'avc1.0').toMatch(/^(?:avc1|hev1)\.[0-9A-Za-z.]{1,60}$/);
    }),
    { numRuns: 2000 },
  );
});
