/**
 * Makers of nothing but surveillance equipment, by the first three bytes of the MAC (IEEE registry MA-L, by way of oui-data
 * 2.1.9). Makers that also build other things (Ubiquiti, TP-Link, Sony, Panasonic, Grandstream) are left out: their prefix says
 * nothing. Foscam, Xiongmai, TVT and Longse use unassigned prefixes.
 */
const PREFIXES: Readonly<Record<string, string>> = {
  Hikvision: '00bc99 040312 04eecd 083bc1 085411 08a189 08cc81 0c75d2 1012fb 1868cb 188025 240f9b 2428fd 2432ae 244845 24b105 2857be 2ca59c 340962 3c1bf8 40acbf 40b570 4419b6 4447cc 44a642 48785b 4c1f86 4c62df 4cbd8f 4cf5dc 50e538 548c81 54c415 5803fb 5850ed 5c345b 64db8b 686dbc 743fc2 80489f 807c62 80beaf 80f5ae 849459 849a40 88de39 8c22d2 8ce748 94e1ac 988b0a 989de5 98df82 98f112 a0ff0c a41437 a42902 a44bd9 a4a459 a4d5c2 acb92f accb51 b0ff0d b4a382 bc2978 bc5e33 bc9b5e bcad28 bcbac2 c0517e c056e3 c06ded c42f90 c8a702 cc13f3 d4e853 dc07f8 dcd26a e0baad e0ca3c e0df13 e4d58b e8a0ed eca971 ecc89c f84dfc fc9ffd',
  Dahua: '08eded 14a78b 202c05 24526a 30ddaa 38af29 3ce36b 3cef8c 407aa4 4c11bf 4c99e8 5cf51a 64fd29 6c1c71 74c929 8ce9b4 9002a9 98f9cc 9c1463 a0bd1d a8ca87 b44c3b bc325f c0395a c4aac4 d4430e e02efe e0508b e4246c f4b1c2 f8ce07 fc5f49 fcb69d',
  EZVIZ: '0ca64c 20bbbc 34c6dd 38f25d 54d60d 588fcf 64244d 64f2fb 78a6a0 78c1ae 94ec13 ac1c26 ec97e0 f47018 fc2422',
  Imou: '00d98b 1c4d89 302450 906a94 a83162 ac3dfa',
  Hanwha: '000918 44b423 e43022',
  Axis: '00408c accc8e b8a44f e82725',
  Uniview: '48ea63 6cf17e 88263f c47905',
  Reolink: 'ec71db',
  Amcrest: '00651e 9c8ecd a06032',
  Bosch: '000131 000463 30f028',
  Vivotek: '0002d1',
  Mobotix: '0003c5',
  ACTi: '000f7c',
  GeoVision: '0013e2',
  Arecont: '001a07',
  Tiandy: '3cda6d bc516c e4e66c',
  DoorBird: '58d8a7',
  Verkada: 'e0a700',
  'i-PRO': 'd42dc5',
  IDIS: '000322',
  Dallmeier: '000b02',
  Zavio: '001bfe',
  'Digital Watchdog': 'a8dc5a',
};

const VENDOR_OF: ReadonlyMap<string, string> = new Map(Object.entries(PREFIXES).flatMap(([vendor, prefixes]) => prefixes.split(' ').map((prefix) => [prefix, vendor] as const)));

/** `ac:cc:8e:be:cc:ea` -> `Axis`; null for everybody else. */
export function vendorOfMac(mac: string): string | null {
  return VENDOR_OF.get(mac.replaceAll(':', '').slice(0, 6).toLowerCase()) ?? null;
}
