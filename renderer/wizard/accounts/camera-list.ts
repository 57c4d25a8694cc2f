import type { ChosenCamera } from '../../../electron/domain/choice';
import { FINDING_SEVERITY } from '../../../electron/domain/camera';

/** A camera that somebody has to look at: it does not work, or something found about it is more than a remark. */
export function hasProblem({ reading }: Pick<ChosenCamera, 'reading'>): boolean {
  return reading !== null && (reading.outcome !== 'ready' || reading.findings.some((finding) => FINDING_SEVERITY[finding.finding] !== 'info'));
}

export function makerOf({ device, reading }: ChosenCamera): string {
  return reading?.manufacturer ?? device.vendor ?? '';
}

export function matches(camera: ChosenCamera, text: string): boolean {
  const all = [camera.choice.name, makerOf(camera), camera.reading?.model ?? camera.device.model ?? '', camera.device.address].join(' ').toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}
