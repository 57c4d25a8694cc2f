import dgram from 'node:dgram';
import { pause } from '../camera/deadline';
import { probes, profileProbe, readWsd, WSD_GROUP, WSD_PORT, type WsdAnswer } from './ws-discovery-message';

export type WsdListener = (from: string, answer: WsdAnswer) => void;

/** Milliseconds after the start (SOAP-over-UDP 1.1 asks for repeats of 50 to 500 ms; measured: 21 of 21 with these three). */
const SENDS = [0, 150, 400];
/** Unicast is repeated once (SOAP-over-UDP 1.1: UNICAST_UDP_REPEAT 1); milliseconds to wait after each. */
const UNICAST_SENDS = [150, 650];
/** Devices wait up to 500 ms by design before they answer, slow ones longer. Milliseconds after the last send. */
const LISTEN = 1_500;

/**
 * Asks every device on the wires of these interfaces by multicast, each from a socket of its own: the system's default interface
 * alone misses whatever hangs on the second one. Ends when no more answers are due. Never throws, except `cancelled`.
 */
export async function probeInterfaces(addresses: readonly string[], listener: WsdListener, signal: AbortSignal): Promise<void> {
  const sockets = (await Promise.all(addresses.map((address) => openProbeSocket(address, listener)))).filter((socket) => socket !== null);
  if (sockets.length === 0) return;
  try {
    let at = 0;
    for (const [index, time] of SENDS.entries()) {
      await pause(time - at, signal);
      at = time;
      for (const socket of sockets) {
        // With message ids of their own: by the letter a repeat keeps its id, but some cameras drop those that they know.
        for (const probe of probes()) socket.send(probe, WSD_PORT, WSD_GROUP, ignore);
        // Once will do for those that are no cameras.
        if (index === SENDS.length - 1) socket.send(profileProbe(), WSD_PORT, WSD_GROUP, ignore);
      }
      if (index === SENDS.length - 1) await pause(LISTEN, signal);
    }
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/**
 * Asks single hosts in all forms, for those that multicast does not reach or that did not answer it. One socket for all of them,
 * opened when the first is asked.
 */
export class HostProber {
  readonly #listener: WsdListener;
  readonly #answered = new Map<string, () => void>();
  #socket: Promise<dgram.Socket | null> | null = null;

  constructor(listener: WsdListener) {
    this.#listener = listener;
  }

  /** Ends with the first answer, or when none is due any more. */
  async ask(address: string, signal: AbortSignal): Promise<void> {
    this.#socket ??= openProbeSocket(null, (from, answer) => {
      this.#listener(from, answer);
      this.#answered.get(from)?.();
    });
    const socket = await this.#socket;
    if (socket === null || signal.aborted) return;
    const over = new AbortController();
    this.#answered.set(address, () => over.abort());
    try {
      for (const time of UNICAST_SENDS) {
        for (const probe of probes()) socket.send(probe, WSD_PORT, address, ignore);
        await pause(time, AbortSignal.any([signal, over.signal]));
      }
    } catch {
      // Answered, or the survey was ended; both end the asking.
    } finally {
      this.#answered.delete(address);
    }
  }

  async close(): Promise<void> {
    const socket = await this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

/** A socket bound to one of our addresses that hands on whatever parses as an answer. Null when it cannot be had. */
export function openProbeSocket(address: string | null, listener: WsdListener): Promise<dgram.Socket | null> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: false });
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.on('message', (message, sender) => {
      const answer = readWsd(message);
      if (answer !== null) listener(sender.address, answer);
    });
    socket.bind(0, address ?? '0.0.0.0', () => {
      socket.removeAllListeners('error');
      // Unreachable hosts are reported here by some systems; they are simply not there.
      socket.on('error', ignore);
      attempt(() => socket.setRecvBufferSize(1024 * 1024));
      attempt(() => socket.setSendBufferSize(1024 * 1024));
      attempt(() => socket.setMulticastTTL(4));
      if (address !== null) attempt(() => socket.setMulticastInterface(address));
      resolve(socket);
    });
  });
}

function ignore(): void {
  // What cannot be sent is not answered, and that is all there is to know.
}

/** Settings that the system may refuse; without them less is heard, which is no reason to hear nothing. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}
