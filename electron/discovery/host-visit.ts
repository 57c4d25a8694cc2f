import type { Evidence } from '../domain/device';
import { evidenceOf } from './evidence-of';
import { probePort, type PortState } from './connect-probe';
import { greetHttp } from './http-probe';
import type { Limited } from './limited';
import { greetOnvif } from './onvif-probe';
import { greetRtsp } from './rtsp-probe';
import { greetSsh } from './ssh-probe';

/** Ports of cameras, recorders and spare boxes: RTSP, web, ONVIF, the makers' own (37777 Dahua, 34567 Xiongmai), SSH. */
export const FIRST_WAVE = [554, 80, 8554, 8000, 8080, 37777, 34567, 2020, 22, 2222] as const;
/** Only where something speaks for a camera. */
export const SECOND_WAVE = [443, 8899, 88, 81, 85, 5000, 7070, 9000, 10554, 5554, 8443] as const;

const RTSP_PORTS: readonly number[] = [554, 8554, 10554, 5554, 7070];
const TLS_PORTS: readonly number[] = [443, 8443];
const SSH_PORTS: readonly number[] = [22, 2222];
/** Makers' own protocols: open says enough, a stray request may confuse them. */
const MUTE_PORTS: readonly number[] = [37777, 34567, 9000];

/** Milliseconds. A live host on the same wire answers in one or two; a busy one gets a second, longer chance. */
const CONNECT_DEADLINE = 600;
const SECOND_DEADLINE = 1_500;

export interface VisitOptions {
  readonly address: string;
  readonly limited: Limited;
  readonly add: (evidence: Evidence) => void;
  readonly signal: AbortSignal;
}

/** Connects to these ports and asks each open one what it speaks, at most two at a time. Returns the state of each. */
export async function visitPorts(ports: readonly number[], patient: boolean, options: VisitOptions): Promise<Map<number, PortState>> {
  const states = new Map<number, PortState>();
  await Promise.all(
    ports.map(async (port) => {
      const state = await options.limited.run(options.address, options.signal, () => probePort(options.address, port, patient ? SECOND_DEADLINE : CONNECT_DEADLINE, options.signal));
      states.set(port, state);
      if (state !== 'open') return;
      options.add(evidenceOf('port', options.address, { port }));
      await identify(port, options);
    }),
  );
  return states;
}

/** What speaks at an open port, found without a login. */
async function identify(port: number, options: VisitOptions): Promise<void> {
  const { address, add, signal, limited } = options;
  const ask = <T>(question: () => Promise<T>): Promise<T> => limited.run(address, signal, question);
  if (MUTE_PORTS.includes(port)) return;
  if (SSH_PORTS.includes(port)) {
    const banner = await ask(() => greetSsh(address, port, signal));
    if (banner !== null) add(evidenceOf('ssh', address, { port, banner }));
    return;
  }
  if (RTSP_PORTS.includes(port)) {
    const greeting = await ask(() => greetRtsp(address, port, signal));
    if (greeting !== null) add(evidenceOf('rtsp', address, { port, ...greeting }));
    return;
  }
  const secure = TLS_PORTS.includes(port);
  const [onvif, web] = await Promise.all([ask(() => greetOnvif(address, port, signal)), ask(() => greetHttp(address, port, secure, signal))]);
  if (onvif !== null) add(evidenceOf('onvif', address, { port, url: onvif }));
  if (web !== null) add(evidenceOf('http', address, { port, secure: secure ? true : null, server: web.server, title: web.title, realm: web.realm, status: web.status }));
}
