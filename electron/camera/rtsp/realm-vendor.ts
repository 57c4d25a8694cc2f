/**
 * The maker, from what an RTSP or HTTP server says in the `realm` of its challenge (or its `Server`), without any login. Only
 * what was recorded from cameras; null where it could be anybody's.
 */
export function vendorFromRealm(realm: string): string | null {
  if (/^AXIS_|^AXIS\b/i.test(realm)) return 'Axis';
  if (/^Login to /i.test(realm)) return 'Dahua';
  if (/^IP Camera\(|^HikvisionDS|^DS-[0-9A-Z]/i.test(realm)) return 'Hikvision';
  if (/^iPOLiS/i.test(realm)) return 'Hanwha';
  if (/^TP-Link IP-Camera/i.test(realm)) return 'TP-Link';
  if (/^BC Streaming|^Reolink/i.test(realm)) return 'Reolink';
  if (/^Foscam/i.test(realm)) return 'Foscam';
  return null;
}
