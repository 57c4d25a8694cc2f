import type { CharacterName } from '../../electron/practice/cameras/characters/library';
import { CAMERA_CHARACTERS, macAt, type PlannedDevice } from './devices';

const CAMERAS = 21;
/** Its address is of the network that it was set up in. */
const FOREIGN = '10.20.30.64';
/** A second interface of the last camera. */
const SECOND_INTERFACE = { interface: 'cam20b', address: '192.168.77.188', mac: macAt(100) };

/** From another network, found only because it answers when everybody is asked; and with two interfaces, known as one by what it says. */
const SPECIAL: readonly CharacterName[] = ['dahua', 'hikvision'];
const characters = [...CAMERA_CHARACTERS.filter((name) => !SPECIAL.includes(name)).slice(0, CAMERAS - SPECIAL.length), ...SPECIAL];

const cameras = characters.map((character, index): PlannedDevice => {
  const own = { character, address: index === CAMERAS - 2 ? FOREIGN : `192.168.77.${20 + index * 8}`, mac: macAt(index + 1), interface: `cam${index}` };
  return index === CAMERAS - 1 ? { ...own, also: [SECOND_INTERFACE] } : own;
});
const others: readonly PlannedDevice[] = [
  { character: 'printer', address: '192.168.77.200', mac: macAt(200), interface: 'printer' },
  { character: 'office-pc', address: '192.168.77.210', mac: macAt(201), interface: 'pc' },
  { character: 'television', address: '192.168.77.220', mac: macAt(202), interface: 'tv' },
];

if (cameras.length !== CAMERAS) throw new Error(`${cameras.length} characters are too few`);

/** 25 live addresses: 21 cameras, one of them from another network and one with two interfaces, a printer, a PC and a television. */
export const SITE_24 = {
  range: '192.168.77.0/24',
  laptop: '192.168.77.3',
  gateway: '192.168.77.1',
  devices: [...cameras, ...others],
  hosts: [...cameras, SECOND_INTERFACE, ...others],
  /** Each camera with its addresses. */
  cameras: cameras.map((camera) => [camera.address, ...(camera.also ?? []).map((further) => further.address)]),
  live: cameras.length + 1 + others.length,
  story: `a /24 in network namespaces with ${CAMERAS} simulated cameras of ${new Set(characters).size} different characters (one on a foreign subnet, one with two interfaces), a printer, a PC and a television. Every peer saw the same wire, each on a cold neighbour table.`,
};
