import { describe, expect, it } from 'vitest';
import { codecProfile } from '../../../electron/camera/rtsp/codec-profile';

const h264 = (profile: number, constraints: number): Buffer => Buffer.from([0x67, profile, constraints, 0x1f]);

describe('the profile of a stream', () => {
  it('stands in its sequence parameter set', () => {
    expect([h264(66, 0), h264(66, 0xc0), h264(77, 0), h264(100, 0), h264(110, 0), h264(42, 0)].map((unit) => codecProfile('H264', unit))).toEqual(['Baseline', 'Constrained Baseline', 'Main', 'High', 'High 10', 'profile 42']);
    expect([1, 2, 0x22, 9].map((profile) => codecProfile('H265', Buffer.from([0x42, 1, 1, profile])))).toEqual(['Main', 'Main 10', 'Main 10', 'profile 9']);
  });

  it('stands in nothing else', () => {
    for (const unit of [Buffer.alloc(0), Buffer.from([0x67]), Buffer.from([0x68, 100, 0, 31])]) expect(codecProfile('H264', unit)).toBeNull();
    for (const unit of [Buffer.alloc(0), Buffer.from([0x42, 1, 1]), Buffer.from([0x44, 1, 1, 1])]) expect(codecProfile('H265', unit)).toBeNull();
  });
});
