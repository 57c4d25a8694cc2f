import type { Brand, BrandSetting } from '../../domain/why-not';

type Settings = readonly Omit<BrandSetting, 'brand'>[];

/**
 * Where each brand switches ONVIF and RTSP on, one entry a brand. Menu names are those of the device's English menus, which is what
 * the technician looks for. Taken only from where it was read: the makers' own pages and manuals, or, for makers that publish
 * nothing, from two independent projects. A path that is not known is left empty, never guessed. Read in November 2026.
 */
export const BRAND_SETTINGS: Readonly<Record<Brand, Settings>> = {
  // supportusa.hikvision.com 17000128730 and 17000131287 (cameras); manuals iDS-9600NXI p. 203 (Maintenance) and DS-96064NI-I16 p. 165 (System) for recorders.
  hikvision: [
    { opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Configuration', 'Network', 'Advanced Settings', 'Integration Protocol', 'Enable ONVIF'] },
    { opens: 'account', place: 'web-page', variant: 'account', path: ['Configuration', 'Network', 'Advanced Settings', 'Integration Protocol', 'Add'] },
    { opens: 'onvif', place: 'recorder', variant: 'recorder', path: ['Maintenance', 'System Service', 'ONVIF', 'Enable ONVIF'] },
    { opens: 'onvif', place: 'recorder', variant: 'older', path: ['System', 'System Service', 'ONVIF', 'Enable ONVIF'] },
  ],
  // Hikvision's firmware under another name (see vendor-paths.ts).
  annke: [
    { opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Configuration', 'Network', 'Advanced Settings', 'Integration Protocol', 'Enable ONVIF'] },
    { opens: 'account', place: 'web-page', variant: 'account', path: ['Configuration', 'Network', 'Advanced Settings', 'Integration Protocol', 'Add'] },
  ],
  // Web Operation Manual DHI-ITC952-AF3F 5.7.3.1 (service); user's manuals DH-IPC-PDBW82041N-B360 6.6.2.3 and "Web 5.0" 5.3.2 (ONVIF users).
  dahua: [
    { opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Setting', 'System', 'Safety', 'System Service', 'Onvif Service'] },
    { opens: 'account', place: 'web-page', variant: 'account', path: ['System', 'Account', 'ONVIF User', 'Add'] },
  ],
  // support.amcrest.com 45672867818125 (ONVIF user) and 360052688931 (RTSP needs no switch).
  amcrest: [{ opens: 'account', place: 'web-page', variant: 'account', path: ['Maintain', 'Account', 'ONVIF User', 'Add'] }],
  // Dahua's menus (facts: vendor-paths.ts); Lorex publishes no path of its own.
  lorex: [{ opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Setting', 'System', 'Safety', 'System Service', 'Onvif Service'] }],
  // support.reolink.com 900000621783 (ports), 900000617826 (which models); the switches exist on models with smart detection only.
  reolink: [
    { opens: 'both', place: 'app', variant: 'usual', path: ['Settings', 'Network', 'Advanced', 'Server Settings'] },
    { opens: 'both', place: 'web-page', variant: 'usual', path: ['Network', 'Advanced', 'Server Settings', 'Set Up'] },
    { opens: 'both', place: 'recorder', variant: 'recorder', path: ['Settings', 'Network', 'Advanced', 'Port Settings'] },
  ],
  // Dahua's hardware; RTSP and ONVIF take the safety code of the label (gist martijndierckx/8b0df1ef, integration user2684/imou_life).
  // ONVIF works on Cue 2 (imou_life#122, #123); a Cell 3C has neither (Imou-OpenPlatform/Imou-Home-Assistant#26). No menu was named.
  imou: [{ opens: 'both', place: 'app', variant: 'usual', path: [] }],
  // README of @scrypted/tapo (npm) and of JurajNyiri/pytapo: the account; Tapo Lab since firmware build 230921 (HomeAssistant-Tapo-Control#551).
  tapo: [
    { opens: 'account', place: 'app', variant: 'usual', path: ['Settings', 'Advanced Settings', 'Camera Account'] },
    { opens: 'both', place: 'app', variant: 'newer', path: ['Me', 'Tapo Lab', 'Third-Party Compatibility'] },
  ],
  // The recorders have the same switch (tool `nvr_enable_rtsp` of vigi-nvr-mcp: `onvif_server`); TP-Link's own page could not be read.
  vigi: [{ opens: 'onvif', place: 'web-page', variant: 'usual', path: [] }],
  // Manuals M5000 p. 47 (AXIS OS 10 and newer; "users" in the first of them, M11 Mk II p. 41) and P3224-V Mk II p. 47 (before: "by creating a user you automatically enable ONVIF communication").
  axis: [
    { opens: 'onvif', place: 'web-page', variant: 'newer', path: ['System', 'ONVIF', 'ONVIF accounts', 'Add accounts'] },
    { opens: 'onvif', place: 'web-page', variant: 'older', path: ['System Options', 'Security', 'ONVIF'] },
  ],
  // home-assistant.io/integrations/ezviz; blakeblackshear/frigate discussion 17231 ("Local Service Settings" there).
  ezviz: [{ opens: 'rtsp', place: 'app', variant: 'usual', path: ['Settings', 'LAN Live View', 'Start Scanning', 'Local Service Settings', 'RTSP'] }],
  // support.eufylife.com "Using NAS Storage, Step by Step", by way of homebridge-eufy-security wiki "Streaming Settings".
  eufy: [{ opens: 'rtsp', place: 'app', variant: 'usual', path: ['Settings', 'General', 'Storage', 'NAS(RTSP)'] }],
  // github.com/leopheard/WyzeRTSP and Lukejb14/Wyze-RTSP keep Wyze's own notice: separate firmware for v2, v3, Pan and Pan v3.
  wyze: [{ opens: 'nothing', place: 'nowhere', variant: 'usual', path: [] }],
  // The recorder hands streams on (home-assistant.io/integrations/unifiprotect); go2rtc#2071 for the ports, "Share Livestream" in the camera's settings there.
  ubiquiti: [{ opens: 'rtsp', place: 'recorder', variant: 'usual', path: ['UniFi Devices', 'Settings', 'Share Livestream'] }],
  // developer.tuya.com "ONVIF" (TuyaOS IPC): a maker's choice, model by model. Switched on in the app, first login admin/admin: Nedis
  // WIFICO11CWT (make-all/tuya-local#914); a switch and a changeable password among the data points of a MOES P52 (#2543).
  tuya: [{ opens: 'both', place: 'app', variant: 'usual', path: [] }],
  // Own protocols only (npm @amir-sadra/arlo-local must stand in for the base station).
  arlo: [{ opens: 'nothing', place: 'nowhere', variant: 'usual', path: [] }],
  ring: [{ opens: 'nothing', place: 'nowhere', variant: 'usual', path: [] }],
  // developers.google.com/nest/device-access/api/camera: streams are handed out by the cloud, five minutes at a time.
  nest: [{ opens: 'nothing', place: 'nowhere', variant: 'usual', path: [] }],
  // Manuals SND-5084R p. 118, SPE-400 p. 82 and iPOLiS SNP-3120 p. 135 (Samsung Techwin, Hanwha since 2015): "Current users", "Use",
  // "Profile". The menus above that page are not named there, and no manual of a newer Wisenet could be read.
  hanwha: [{ opens: 'account', place: 'web-page', variant: 'usual', path: [] }],
  // maikito26/plugin.video.surveillanceroom#7 (C1: RTSP moved from Network > Port to Network > Onvif); home-assistant/core#46098 (RTSP can
  // be off there; an FI9831P V2 with firmware 2.21.2.31 has no RTSP port on that page).
  foscam: [{ opens: 'both', place: 'web-page', variant: 'usual', path: ['Network', 'Onvif'] }],
  // The camera's own online help, page "integrationprotocols", read in German only ("Integrationsprotokolle"); the menu above it is not named.
  mobotix: [{ opens: 'both', place: 'web-page', variant: 'usual', path: [] }],
  // Manual FD8373-EHV: "Network > Streaming protocols" holds the ports and authentication of RTSP, "Security > User account" the users.
  vivotek: [
    { opens: 'rtsp', place: 'web-page', variant: 'usual', path: ['Network', 'Streaming protocols'] },
    { opens: 'account', place: 'web-page', variant: 'account', path: ['Security', 'User account'] },
  ],
  // Software manuals AM18-Q0611 (5.50), -Q0649 (5.8) and -Q0675 (1.59) 6.2: no switch for either, but three accounts (service, user,
  // live) that are told apart by their passwords alone. "Password" stands in "Advanced General Settings" there.
  bosch: [{ opens: 'account', place: 'web-page', variant: 'account', path: ['Advanced General Settings', 'Password'] }],
  // Vicon V840D user manual p. 48 (Uniview's firmware under another name): the ports, and the kind of login that RTSP and HTTP take.
  uniview: [
    { opens: 'rtsp', place: 'web-page', variant: 'usual', path: ['Setup', 'Network', 'Port'] },
    { opens: 'both', place: 'web-page', variant: 'account', path: ['Setup', 'Security', 'Network Security', 'Authentication'] },
  ],
};

/** What a device still lacks decides which of its brand's settings are worth showing; a recorder has menus of its own. */
export function settingsFor(brand: Brand, lacks: { readonly rtsp: boolean; readonly onvif: boolean }, recorder: boolean): BrandSetting[] {
  if (!lacks.rtsp && !lacks.onvif) return [];
  const all = BRAND_SETTINGS[brand];
  const onRecorder = all.filter((setting) => setting.place === 'recorder');
  const onDevice = all.filter((setting) => setting.place !== 'recorder');
  return (onDevice.length === 0 || (recorder && onRecorder.length > 0) ? onRecorder : onDevice)
    .filter((setting) => {
      if (setting.opens === 'onvif') return lacks.onvif;
      if (setting.opens === 'rtsp') return lacks.rtsp;
      return true;
    })
    .map((setting) => ({ brand, ...setting }));
}
