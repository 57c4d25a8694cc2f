import { allCameras } from '../../../electron/domain/choice';
import { isCamera } from '../../../electron/domain/device';
import type { Projection } from '../../state/projection';
import type { Row } from './device-list';

/** What the page shows: cameras of the site, and everything else that answered. */
export interface FoundRows { readonly cameras: readonly Row[]; readonly others: readonly Row[] }

export function foundRows({ site, state, devices }: Pick<Projection, 'site' | 'state' | 'devices'>, searching: boolean): FoundRows {
  if (searching) {
    const rows = devices.map((device): Row => ({ device, name: null, included: null, isCamera: isCamera(device) }));
    return { cameras: rows.filter((row) => row.isCamera), others: rows.filter((row) => !row.isCamera) };
  }
  const cameras = allCameras(site, state).map(({ device, choice }): Row => ({ device, name: choice.name, included: choice.include, isCamera: isCamera(device) }));
  const listed = new Set(cameras.map((row) => row.device.id));
  const others = (state.survey?.devices ?? []).filter((device) => !listed.has(device.id)).map((device): Row => ({ device, name: null, included: null, isCamera: false }));
  return { cameras, others };
}

/** Addresses that were typed one by one and at which the last search found nothing. */
export function unanswered({ site, state }: Pick<Projection, 'site' | 'state'>): string[] {
  if (state.survey === null) return [];
  const found = new Set(state.survey.devices.flatMap((device) => [device.address, ...device.otherAddresses]));
  const searched = new Set(state.survey.ranges);
  return site.ranges.filter((range) => range.endsWith('/32') && searched.has(range)).map((range) => range.slice(0, -3)).filter((address) => !found.has(address));
}
