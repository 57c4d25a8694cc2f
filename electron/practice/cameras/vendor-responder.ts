import type { RemoteInfo, Socket } from 'node:dgram';
import type { DiscoveryManners } from './character';
import { DHIP_GROUP, DHIP_PORT, dhipAnswer } from './dhip-answer';
import { Echoes } from './echoes';
import { SADP_GROUP, SADP_PORT, sadpAnswer } from './sadp-answer';
import type { SimulatedDevice } from './simulated-camera';
import { bindShared, joinGroup } from './udp-socket';

type Tongue = DiscoveryManners['tongues'][number];

/** Where a maker's devices listen, and what one of them says. */
interface Protocol {
  readonly port: number;
  readonly group: string;
  readonly tongues: readonly Tongue[];
  answer(question: Buffer, device: SimulatedDevice, at: number): string | Buffer | null;
}

const PROTOCOLS: readonly Protocol[] = [
  { port: SADP_PORT, group: SADP_GROUP, tongues: ['sadp', 'sadp-to-asker'], answer: (question, device, at) => sadpAnswer(question.toString('utf8'), device.character, turned(device, at), device.locked()) },
  { port: DHIP_PORT, group: DHIP_GROUP, tongues: ['dhip'], answer: (question, device, at) => dhipAnswer(question, device.character, turned(device, at)) },
];

/** Bytes; questions have a few hundred. */
const MAX_QUESTION = 4096;

/** Answers in the makers' own discovery protocols for these devices, on the wires of their addresses or within this computer. */
export async function startVendorResponder(devices: readonly SimulatedDevice[], options: { readonly reach: 'loopback' | 'wire' }): Promise<{ close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const echoes = new Echoes();
  const loopback = options.reach === 'loopback';
  const close = async (): Promise<void> => {
    echoes.clear();
    await Promise.all(sockets.splice(0).map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  };
  try {
    for (const protocol of PROTOCOLS) {
      const speakers: ((question: Buffer, from: RemoteInfo) => void)[] = [];
      for (const device of devices) {
        const tongue = device.character.discovery.tongues.find((own) => protocol.tongues.includes(own));
        if (tongue === undefined) continue;
        for (const [at, { address }] of device.place.interfaces.entries()) {
          const own = await bindShared(protocol.port, address);
          sockets.push(own);
          own.setMulticastInterface(address);
          const speak = (question: Buffer, from: RemoteInfo): void => {
            if (question.length > MAX_QUESTION || (loopback && !from.address.startsWith('127.'))) return;
            const answer = protocol.answer(question, device, at);
            if (answer === null) return;
            if (tongue === 'sadp') own.send(answer, protocol.port, protocol.group);
            else own.send(answer, from.port, from.address);
          };
          own.on('message', speak);
          speakers.push(speak);
        }
      }
      if (speakers.length === 0) continue;
      const members = loopback ? ['127.0.0.1'] : devices.flatMap((device) => device.place.interfaces.map((own) => own.address));
      for (const ear of await joinGroup(protocol.port, protocol.group, members, '0.0.0.0')) {
        sockets.push(ear);
        ear.on('message', (question, from) => {
          if (!echoes.isNew(`${protocol.port} ${from.address}:${from.port} ${question.toString('latin1')}`)) return;
          for (const speak of speakers) speak(question, from);
        });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** The device as it is at that interface. */
function turned(device: SimulatedDevice, at: number): SimulatedDevice['place'] {
  const { interfaces, ports } = device.place;
  return { interfaces: [...interfaces.slice(at), ...interfaces.slice(0, at)], ports };
}
