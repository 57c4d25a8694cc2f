/** What the product registers by itself, and a recorder, which is no false alarm: it shows cameras. */
export function isCameraKind(kind: string): boolean {
  return kind === 'camera' || kind === 'doorbell' || kind === 'encoder' || kind === 'recorder';
}
