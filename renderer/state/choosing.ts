import { allCameras } from '../../electron/domain/choice';
import type { Device } from '../../electron/domain/device';
import { CameraChoice, type Site } from '../../electron/domain/site';
import type { SiteState } from '../../electron/domain/state';

/** Changes what was chosen for these cameras; those that nobody decided about yet are decided by it. */
export function chooseFor(site: Site, state: SiteState, deviceIds: ReadonlySet<string>, change: (choice: CameraChoice, position: number) => CameraChoice): Site {
  const cameras = allCameras(site, state).filter((camera) => deviceIds.has(camera.device.id));
  // In the order of the caller's ids: names with numbers follow the list as it is shown.
  const order = new Map([...deviceIds].map((id, position) => [id, position]));
  const changed = new Map(cameras.map((camera) => [camera.choice.deviceId, change(camera.choice, order.get(camera.device.id) ?? 0)]));
  return { ...site, cameras: [...site.cameras.filter((choice) => !changed.has(choice.deviceId)), ...changed.values()] };
}

/** The technician says that it is a camera. */
export function takeAsCamera(site: Site, device: Device, name: string): Site {
  const taken = CameraChoice.parse({ deviceId: device.id, name: (device.name ?? name).slice(0, 200) || name, include: true, credentialId: null, mainToken: null, subToken: null });
  return { ...site, cameras: [...site.cameras.filter((choice) => choice.deviceId !== device.id), taken] };
}

/** It was none after all. */
export function leaveAlone(site: Site, device: Device): Site {
  // An earlier survey may have known it by another id.
  const ids = new Set([device.id, ...device.otherIds]);
  return { ...site, cameras: site.cameras.filter((choice) => !ids.has(choice.deviceId)) };
}

/** Names from a pattern: `{n}` counts from 1, `{maker}`, `{model}` and `{address}` are the device's. Names stay distinct. */
export function patternNames(pattern: string, devices: readonly Device[], taken: ReadonlySet<string>): string[] {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  return devices.map((device, index) => {
    const filled = pattern
      .replaceAll('{n}', String(index + 1))
      .replaceAll('{maker}', device.vendor ?? '')
      .replaceAll('{model}', device.model ?? '')
      .replaceAll('{address}', device.address)
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 180);
    const base = filled === '' ? device.address : filled;
    let name = base;
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${base} ${String(number)}`;
    used.add(name.toLowerCase());
    return name;
  });
}
