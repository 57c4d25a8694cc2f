import { deviceText } from '../../camera/device-text';
import { BRANDS, type Brand, type BrandGuess } from '../../domain/why-not';
import { vendorOfMac } from '../vendor-mac';
import { TOO_MANY_OPEN } from './conclude';

/**
 * What gives a brand away at an address that somebody says is a camera. Looser than a survey may be (`verdict.ts`), which must not
 * call a smart lamp a camera: here the question is only whose manual to open.
 */
interface Signs {
  /** In the words of its servers, pages and announcements. */
  readonly words: RegExp;
  /** First three bytes of its network cards (IEEE registry by way of nmap 7.93), beyond those of `vendor-mac.ts`. */
  readonly cards?: string;
  /** Ports that hardly anybody else opens. */
  readonly ports?: readonly number[];
}

/** A brand that is another one's firmware under its own name stands before that one. */
const SIGNS: Readonly<Record<Brand, Signs>> = {
  annke: { words: /\bannke\b/i },
  amcrest: { words: /\bamcrest\b/i },
  lorex: { words: /\blorex\b/i, cards: '001f54' },
  imou: { words: /\bimou\b/i },
  ezviz: { words: /\bezviz\b/i },
  hikvision: { words: /hikvision|^IP Camera\(|\bDS-2[A-Z]{2}|\bapp-webs\b|\bdnvrs-webs\b/i },
  dahua: { words: /\bdahua\b|^Login to |\bDH-?(IPC|SD|NVR)/i, ports: [37_777] },
  reolink: { words: /\breolink\b|^BC Streaming/i, ports: [9_000] },
  vigi: { words: /\bVIGI\b/i },
  tapo: { words: /\btapo\b|TP-Link IP-Camera/i, ports: [2_020] },
  axis: { words: /\bAXIS[ _]/ },
  eufy: { words: /\beufy\b/i },
  wyze: { words: /\bwyze\b/i, cards: '2caa8e 7c78b2 d03f27' },
  ubiquiti: { words: /\bubiquiti\b|\bubnt\b|\bUVC[ -]|unifi/i, cards: '00156d 002722 0418d6 18e829 245a4c 24a43c 44d9e7 602232 687251 68d79a 70a741 7483c2 74acb9 784558 788a20 802aa8 942a6f ac8ba9 b4fbe4 d021f9 dc9fdb e063da e43883 f09fc2 f492bf f4e2c6 fcecda' },
  tuya: { words: /\btuya\b/i, cards: '105a17 10d561 1869d8 1c90ff 381f8d 508a06 68572d 708976 7cf666 84e342 a09208 cc8cbf d4a651 d81f12 fc671f', ports: [6_668] },
  arlo: { words: /\barlo\b/i, cards: 'a41162 fc9c98' },
  ring: { words: /\bring (video|door|cam)/i, cards: '343ea4 54e019 5c475e 90486c 9c7613 b009da' },
  nest: { words: /\bnest cam/i, cards: '18b430 641666' },
  hanwha: { words: /\bhanwha\b|\bwisenet\b|\bsamsung techwin\b|\bipolis/i },
  foscam: { words: /\bfoscam\b/i },
  mobotix: { words: /\bmobotix\b/i },
  vivotek: { words: /\bvivotek\b/i },
  bosch: { words: /\bbosch\b|\bVideoJet\b/i },
  uniview: { words: /\buniview\b|\buniarch\b|\bIPC_\d/i },
};
const ORDER = Object.keys(SIGNS) as Brand[];

export interface Said {
  readonly from: 'ws-discovery' | 'rtsp' | 'web';
  readonly text: string;
}

/** The brand by its own words first, then by its network card, then by an open port; null when nothing tells. */
export function guessBrand(said: readonly Said[], mac: string | null, openPorts: readonly number[]): BrandGuess | null {
  for (const from of ['ws-discovery', 'rtsp', 'web'] as const) {
    for (const { text } of said.filter((one) => one.from === from)) {
      const brand = ORDER.find((candidate) => SIGNS[candidate].words.test(text));
      const words = deviceText(text, 160);
      if (brand !== undefined && words !== null) return { brand, from, said: words };
    }
  }
  if (mac !== null) {
    const brand = brandOfCard(mac);
    if (brand !== null) return { brand, from: 'mac', said: mac };
  }
  // Where nearly everything is open, something else answers in the camera's place.
  for (const brand of openPorts.length >= TOO_MANY_OPEN ? [] : ORDER) {
    const port = SIGNS[brand].ports?.find((candidate) => openPorts.includes(candidate));
    if (port !== undefined) return { brand, from: 'port', said: String(port) };
  }
  return null;
}

function brandOfCard(mac: string): Brand | null {
  const vendor = vendorOfMac(mac)?.toLowerCase();
  const known = BRANDS.find((brand) => brand === vendor);
  const prefix = mac.replaceAll(':', '').slice(0, 6).toLowerCase();
  return known ?? ORDER.find((brand) => SIGNS[brand].cards?.split(' ').includes(prefix) === true) ?? null;
}
