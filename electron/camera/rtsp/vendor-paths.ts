/** Main and sub stream of a maker's cameras. `{user}` and `{pass}` are filled on the wire only. */
export interface VendorPaths {
  /** Tried against maker names and realms. */
  readonly vendor: RegExp;
  readonly main: string;
  readonly sub: string;
}

/** Paths that one camera is asked for at most: each is a request, and the wrong ones annoy it. */
export const MAX_PATHS = 12;

/**
 * For cameras that speak RTSP and no ONVIF. Sources: recorded answers, kerberos-io/agent machinery/src/onvif/brands.go,
 * CamioCam/rtsp cameras/paths.csv, and the makers' own pages. Ordered by how many cameras are out there.
 */
const TABLE: readonly VendorPaths[] = [
  { vendor: /hikvision|hilook|hiwatch|annke|lts|trendnet/i, main: '/Streaming/Channels/101', sub: '/Streaming/Channels/102' },
  { vendor: /dahua|amcrest|lorex|intelbras|imou|cp plus|empiretech|honeywell/i, main: '/cam/realmonitor?channel=1&subtype=0', sub: '/cam/realmonitor?channel=1&subtype=1' },
  { vendor: /tp-?link|tapo|vigi|pelco/i, main: '/stream1', sub: '/stream2' },
  { vendor: /axis/i, main: '/axis-media/media.amp', sub: '/axis-media/media.amp?videocodec=h264&resolution=640x480' },
  { vendor: /uniview|sony|h3c|sunba/i, main: '/media/video1', sub: '/media/video2' },
  { vendor: /reolink/i, main: '/h264Preview_01_main', sub: '/h264Preview_01_sub' },
  { vendor: /hanwha|samsung|wisenet|ipolis/i, main: '/profile2/media.smp', sub: '/profile3/media.smp' },
  { vendor: /foscam/i, main: '/videoMain', sub: '/videoSub' },
  { vendor: /xiongmai|xmeye|besder|h264dvr/i, main: '/user={user}_password={pass}_channel=1_stream=0.sdp?real_stream', sub: '/user={user}_password={pass}_channel=1_stream=1.sdp?real_stream' },
  { vendor: /vivotek/i, main: '/live.sdp', sub: '/live2.sdp' },
  { vendor: /hipcam|instar/i, main: '/11', sub: '/12' },
  { vendor: /ezviz/i, main: '/H264/ch1/main/av_stream', sub: '/H264/ch1/sub/av_stream' },
  { vendor: /bosch/i, main: '/rtsp_tunnel', sub: '/rtsp_tunnel?inst=2' },
  { vendor: /panasonic|i-?pro/i, main: '/MediaInput/h264', sub: '/MediaInput/h264/stream_2' },
  { vendor: /ubiquiti/i, main: '/s0', sub: '/s1' },
  { vendor: /d-?link/i, main: '/live1.sdp', sub: '/live2.sdp' },
  { vendor: /milesight/i, main: '/main', sub: '/sub' },
  { vendor: /avigilon/i, main: '/defaultPrimary?streamType=u', sub: '/defaultSecondary?streamType=u' },
  { vendor: /tvt|digital watchdog|avycon/i, main: '/profile1', sub: '/profile2' },
  { vendor: /geovision/i, main: '/CH001.sdp', sub: '/CH002.sdp' },
];

/** The maker's own paths first, then the most usual ones; at most `MAX_PATHS` of those that `may` be asked for. `hints`: maker names, realms, models. */
export function pathsFor(hints: readonly string[], may: (entry: VendorPaths) => boolean = () => true): VendorPaths[] {
  const own = TABLE.filter((entry) => hints.some((hint) => entry.vendor.test(hint)));
  return [...own, ...TABLE.filter((entry) => !own.includes(entry))].filter(may).slice(0, MAX_PATHS);
}
