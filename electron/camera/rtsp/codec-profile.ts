const H264_PROFILES: Readonly<Record<number, string>> = { 77: 'Main', 88: 'Extended', 100: 'High', 110: 'High 10', 122: 'High 4:2:2', 244: 'High 4:4:4' };
const H265_PROFILES: Readonly<Record<number, string>> = { 1: 'Main', 2: 'Main 10', 3: 'Main Still Picture', 4: 'Range Extensions' };

/** The profile that a sequence parameter set (a NAL unit) names: H.264 annex A.2, H.265 annex A.3. Null for anything else. */
export function codecProfile(codec: 'H264' | 'H265', unit: Uint8Array): string | null {
  if (codec === 'H264') {
    const [header = 0, profile, constraints = 0] = unit;
    if ((header & 0x1f) !== 7 || profile === undefined || unit.length < 4) return null;
    // Constraint set 1 makes Baseline the part of it that Main decoders play: what cameras mean by "Baseline".
    if (profile === 66) return (constraints & 0x40) === 0 ? 'Baseline' : 'Constrained Baseline';
    return H264_PROFILES[profile] ?? `profile ${profile}`;
  }
  if ((((unit[0] ?? 0) >> 1) & 0x3f) !== 33 || unit.length < 4) return null;
  // After two header bytes: 8 bits of identifiers, 2 of profile space, 1 of tier, 5 of profile.
  const profile = (unit[3] ?? 0) & 0x1f;
  return H265_PROFILES[profile] ?? `profile ${profile}`;
}
