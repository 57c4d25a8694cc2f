import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { CameraDoor } from './camera-door';
import { cameraHttp } from './camera-http';
import { CameraUsers } from './camera-users';
import { endpointOf, macOf, type Account, type DeviceCharacter } from './character';
import { closed, listening, unavailable } from './listening';
import type { Media } from './media';
import { OnvifAnswers, type DevicePlace } from './onvif-answers';
import type { PracticeCamera } from './practice-cameras';
import { cameraRtsp } from './rtsp-server';
import { selfSigned } from './self-signed';
import { StreamPaths } from './stream-paths';
import type { DiscoverySubject } from './ws-discovery';

/** A device that listens: ONVIF and snapshots over HTTP, streams over RTSP. Discovery is answered for all devices of a site together. */
export interface SimulatedDevice<Character extends DeviceCharacter = DeviceCharacter> {
  readonly character: Character;
  /** Its (first) address. */
  readonly host: string;
  readonly place: DevicePlace;
  /** What it answers to WS-Discovery, once for each of its addresses. */
  readonly subjects: readonly DiscoverySubject[];
  /** The first of `subjects`. */
  readonly subject: DiscoverySubject;
  /** Viewers now. */
  viewers(): number;
  /** Viewers since it was started. */
  viewersEver(): number;
  /** Wrong logins since it was started, all protocols together. */
  wrongLogins(): number;
  locked(): boolean;
  /** Its user, as it is now. */
  readonly users: CameraUsers;
  close(): Promise<void>;
}
export type SimulatedCamera = SimulatedDevice<PracticeCamera>;

export interface DeviceOptions<Character extends DeviceCharacter = DeviceCharacter> {
  readonly character: Character;
  /** One, or two for a device with two interfaces. It listens at each. */
  readonly interfaces: DevicePlace['interfaces'];
  /** Where a port of its nature really is; absent: there. For where the low ports may not be used. */
  readonly portOf?: (natural: number) => number;
  readonly media: Media;
  /** The one account of the device, as it is when it starts. */
  readonly account: Account;
  /** Told of each new password. */
  readonly onPassword?: (password: string) => void;
}

/** Starts a device of any character. @throws TunnelError `practice-unavailable`, with the system's error as cause. */
export async function startDevice<Character extends DeviceCharacter>(options: DeviceOptions<Character>): Promise<SimulatedDevice<Character>> {
  const { media, interfaces, portOf = (natural) => natural } = options;
  const users = new CameraUsers(options.character, options.account, options.onPassword ?? (() => undefined));
  const { account } = users;
  const character = { ...options.character, get streams() { return withLogin(options.character, account); } };
  const [first] = interfaces;
  if (first === undefined) throw new Error('a device without an interface');
  const at = (port: number | null): number | null => (port === null ? null : portOf(port));
  const ports = { web: at(character.ports.web), onvif: character.activated ? at(character.ports.onvif) : null, rtsp: character.activated ? at(character.ports.rtsp) : null };
  const door = new CameraDoor(character, account, first.mac);
  const certificate = character.secure ? selfSigned(character.model) : null;
  const places = interfaces.map((own): DevicePlace => ({ interfaces: [own, ...interfaces.filter((other) => other !== own)], ports }));
  const answers = places.map((place) => new OnvifAnswers(character, place, media));
  const servers: { server: Server; port: number; host: string; end: () => void }[] = [];
  const rtsps: ReturnType<typeof cameraRtsp>[] = [];
  interfaces.forEach(({ address: host }, index) => {
    const own = answers[index];
    if (own === undefined) return;
    for (const port of new Set([ports.web, ports.onvif])) {
      if (port === null) continue;
      const handler = cameraHttp({ character, answers: own, media, door, users, onvif: port === ports.onvif });
      const server = certificate === null ? createServer(handler) : createSecureServer(certificate, handler);
      servers.push({ server, port, host, end: () => server.closeAllConnections() });
    }
    if (ports.rtsp !== null) {
      // With the places of the login still open: another login in them is a wrong one.
      const rtsp = cameraRtsp({ character: options.character, host, media, door, account });
      rtsps.push(rtsp);
      servers.push({ server: rtsp.server, port: ports.rtsp, host, end: rtsp.end });
    }
    for (const natural of character.ports.mute) {
      const open = new Set<() => void>();
      const server = createTcpServer((socket) => {
        const end = (): void => void socket.destroy();
        open.add(end);
        socket.on('error', end).on('close', () => open.delete(end));
      });
      servers.push({ server, port: portOf(natural), host, end: () => open.forEach((end) => end()) });
    }
  });
  const close = async (): Promise<void> => {
    const ended = Promise.all(servers.map(({ server }) => closed(server)));
    for (const { end } of servers) end();
    await ended;
  };
  for (const { server, port, host } of servers) {
    try {
      await listening(server, port, host);
    } catch (cause) {
      await close();
      throw unavailable(cause, `${host}:${port}`);
    }
  }
  const subjects = discoverySubjects(character, answers, interfaces);
  const [subject] = subjects;
  const [place] = places;
  if (subject === undefined || place === undefined) throw new Error('a device without an interface');
  return {
    character: options.character,
    host: first.address,
    place,
    subjects,
    subject,
    viewers: () => rtsps.reduce((sum, rtsp) => sum + rtsp.sessions(), 0),
    viewersEver: () => rtsps.reduce((sum, rtsp) => sum + rtsp.sessionsEver(), 0),
    wrongLogins: () => door.lockout.wrongLogins,
    locked: () => door.lockout.locked,
    users,
    close,
  };
}

/** A camera of the practice site, whose MAC is its number's. @throws TunnelError `practice-unavailable`. */
export function startCamera(options: { character: PracticeCamera; host: string; httpPort: number; rtspPort: number; media: Media; account: Account; onPassword?: (password: string) => void }): Promise<SimulatedCamera> {
  const { character, host, httpPort, rtspPort, ...others } = options;
  return startDevice({ character, interfaces: [{ address: host, mac: macOf(character.number), prefix: 24 }], portOf: (natural) => (natural === character.ports.rtsp ? rtspPort : httpPort), ...others });
}

/** Some makers put the login into the path that they hand out. */
function withLogin(character: DeviceCharacter, account: Account): DeviceCharacter['streams'] {
  const [main, ...others] = character.streams.map((stream) => ({ ...stream, path: StreamPaths.fill(stream.path, account) }));
  return main === undefined ? character.streams : [main, ...others];
}

/** What each interface says of itself; a device with two names both addresses. */
function discoverySubjects(character: DeviceCharacter, answers: readonly OnvifAnswers[], interfaces: DevicePlace['interfaces']): DiscoverySubject[] {
  const { discovery } = character;
  const endpoint = discovery.endpoint ?? endpointOf(interfaces[0]?.mac ?? '');
  const addresses = answers.map((own) => own.serviceAddress());
  return interfaces.map(({ address }, index) => ({
    host: address,
    endpoint,
    types: discovery.types,
    scopes: answers[0]?.scopeList() ?? [],
    address: [addresses[index], ...addresses.filter((_, other) => other !== index)].join(' '),
    ...(discovery.probes === 'all' || discovery.probes === 'none' ? {} : { hears: discovery.probes }),
  }));
}
