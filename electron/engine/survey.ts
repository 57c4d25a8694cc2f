import type { Device } from '../domain/device';
import type { Run } from './run';

/** Finds what is on the site's network; nothing is logged in to and nothing is changed. */
export async function survey(run: Run, onDevice: (device: Device) => void): Promise<void> {
  const found = await run.ports.discovery.survey({ ranges: run.site.ranges }, onDevice, run);
  await run.record({ type: 'surveyed', survey: found });
}
