import type { VendorDeviceClass } from './protocol';

/**
 * What a Dahua or OEM device is, by its class and, where that says nothing, its model. IPC, SD (dome), PTZ and TPC (thermal) are
 * cameras; VTO door stations; VTH and VTS indoor stations; BSC, ASI, ASC and ARC access control and alarm.
 */
export function dahuaClass(deviceClass: string, model: string): VendorDeviceClass {
  return byName(deviceClass) ?? byName(model.replace(/^DHI?-/i, '')) ?? 'unknown';
}

function byName(name: string): VendorDeviceClass | null {
  if (/^(IPC|ITC|SD\b|SD\d|SDC|PTZ|TPC|HAC|IPVM|IP2M|IP\dM|IP camera)/i.test(name) || /\bIPC\b/i.test(name)) return 'camera';
  if (/^(NVR|DVR|XVR|HCVR|HDVR|EVS|IVSS|PSS|ESS|MNVR|MXVR)/i.test(name) || /\b(NVR|DVR|XVR)/i.test(name)) return 'recorder';
  if (/^(VTO|DB\d|AD\d{3})/i.test(name)) return 'doorbell';
  if (/^(NVS|VEC)/i.test(name)) return 'encoder';
  return /^(VTH|VTS|VTT|BSC|ASI|ASC|ASA|ASR|ARC|ARM|NVD|SW|NKB|VCS)/i.test(name) ? 'other' : null;
}
