import { setTimeout as pause } from 'node:timers/promises';
import { createLoginLedger, memoryStore } from '../camera/login-ledger';
import { readRtp } from '../camera/rtsp/rtp';
import { RtspSession, type RtspSessionOptions } from '../camera/rtsp/rtsp-session';
import { StreamMeter } from '../camera/rtsp/stream-meter';
import { TunnelError } from '../domain/errors';
import { Secret } from '../domain/secret';
import type { Log } from '../engine/ports';
import { createSimulatedAgent } from './factory/simulated-agent';
import type { AgentHandle } from './factory/simulator';
import type { SimulatedDeployment } from './factory/state';

export interface PracticeAgentsOptions {
  /** Where the agents' own API is served, each on a free port. */
  readonly host: string;
  readonly login: { readonly username: string; readonly password: string };
  /** Is there a way through the practice overlay to this address now? */
  readonly reaches: (address: string) => boolean;
  /** JPEG of what the camera at this address sees; null where there is no practice camera. */
  readonly still: (address: string) => Uint8Array | null;
  readonly log: Log;
}

/** Milliseconds between two looks at the way and the stream, and before an agent tries again. */
const LOOK = 300;
/** Milliseconds without a packet after which a stream is dead. */
const SILENCE = 5000;

/**
 * The cloud agents of the practice site: each one really pulls its camera's stream, with the product's own RTSP client, and only
 * while the practice overlay has a way to that camera.
 */
export function createPracticeAgents(options: PracticeAgentsOptions): (deployment: SimulatedDeployment) => AgentHandle {
  // A wrong password is sent twice and then no more: the same law as for the product, kept in memory.
  const ledger = createLoginLedger({ store: memoryStore(), now: Date.now });
  return (deployment) => startAgent(deployment, { ...options, ledger });
}

function startAgent(deployment: SimulatedDeployment, options: PracticeAgentsOptions & { ledger: RtspSessionOptions['ledger'] }): AgentHandle {
  const { host, login, still, log } = options;
  const stop = new AbortController();
  const watched: Watched = { connected: false, keyFrame: false, trouble: null };
  const camera = readAddress(deployment.rtsp);
  const agent = createSimulatedAgent({
    login,
    connected: () => watched.connected,
    rtsp: deployment.rtsp,
    trouble: () => watched.trouble,
    // There is no video decoder in plain Node, so the picture is the still of the camera that is being pulled, and it is given
    // only when a whole key frame of that camera has really arrived: what is proven is the way, not the drawing.
    frame: async () => (watched.keyFrame && camera !== null ? still(camera.address) : null),
  });
  let port = 0;
  const listening = agent.listen(host, 0).then(
    (place) => { port = place.port; },
    (error: unknown) => log('warn', 'practice agent cannot listen', { agent: deployment.deployName, reason: error instanceof Error ? error.message : 'unknown' }),
  );
  const pulling = camera === null ? Promise.resolve() : pullForever(camera, watched, { ...options, agent: deployment.deployName, signal: stop.signal });
  return {
    address: host,
    get port() {
      return port;
    },
    available: () => port !== 0,
    stop: async () => {
      stop.abort();
      await Promise.all([listening, pulling]);
      await agent.close();
    },
  };
}

interface CameraAddress {
  readonly address: string;
  /** Without credentials. */
  readonly uri: string;
  readonly username: string;
  readonly password: Secret;
}

/** The agents' form: `rtsp://user:password@host:port/path`, user and password percent-encoded. */
function readAddress(rtsp: string): CameraAddress | null {
  const match = /^(rtsps?:\/\/)(?:([^/@:]*)(?::([^/@]*))?@)?(([^/:@]+)(?::\d+)?(?:\/.*)?)$/i.exec(rtsp);
  if (match === null) return null;
  const [, scheme = '', username = '', password = '', rest = '', address = ''] = match;
  try {
    return { address, uri: scheme + rest, username: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) };
  } catch {
    return null;
  }
}

/** What an agent sees of its camera. */
interface Watched {
  connected: boolean;
  keyFrame: boolean;
  /** Why it has no stream, in the words of a real agent's library. */
  trouble: string | null;
}

interface Pull {
  readonly agent: string;
  readonly reaches: (address: string) => boolean;
  readonly ledger: RtspSessionOptions['ledger'];
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** As a real agent does: whenever the stream is not there, try again. Ends with the signal only; never throws. */
async function pullForever(camera: CameraAddress, watched: Watched, pull: Pull): Promise<void> {
  let said = '';
  while (!pull.signal.aborted) {
    try {
      if (pull.reaches(camera.address)) await pullOnce(camera, watched, pull);
      else watched.trouble = `dial tcp ${authority(camera)}: i/o timeout`;
    } catch (error) {
      watched.trouble = libraryWords(error, camera);
      const code = error instanceof TunnelError ? error.code : 'bug';
      if (!pull.signal.aborted && code !== said) pull.log('info', 'practice agent cannot pull its camera', { agent: pull.agent, code });
      said = code;
    }
    watched.connected = false;
    watched.keyFrame = false;
    await pause(LOOK, undefined, { signal: pull.signal }).catch(() => undefined);
  }
}

/** Bluenviron/gortsplib `pkg/liberrors/client.go` and Go's `net`, for what the product's own client calls these. */
function libraryWords(error: unknown, camera: CameraAddress): string {
  switch (error instanceof TunnelError ? error.code : 'bug') {
    case 'camera-login-refused':
    case 'camera-login-spent':
    case 'camera-locked':
      return 'bad status code: 401 (Unauthorized)';
    case 'stream-not-found':
      return 'bad status code: 404 (Not Found)';
    case 'stream-busy':
      return 'bad status code: 453 (Not Enough Bandwidth)';
    case 'camera-unreachable':
      return `dial tcp ${authority(camera)}: connect: connection refused`;
    default:
      return 'request timed out';
  }
}

function authority({ uri }: CameraAddress): string {
  return /^[a-z]+:\/\/([^/]*)/i.exec(uri)?.[1] ?? uri;
}

async function pullOnce(camera: CameraAddress, watched: Watched, pull: Pull): Promise<void> {
  const { ledger, log, signal } = pull;
  const logins = camera.username === '' ? [] : [{ credentialId: 'agent', username: camera.username, password: camera.password }];
  const session = new RtspSession({ uri: camera.uri, subject: { deviceId: camera.address, address: camera.address }, logins, ledger, log, signal });
  try {
    const { video } = await session.describe();
    if (video === null) return;
    const meter = new StreamMeter(video);
    let last = performance.now();
    await session.play((bytes) => {
      last = performance.now();
      // After the first key frame only the arrival matters.
      if (watched.keyFrame) return;
      const packet = readRtp(bytes);
      if (packet === null) return;
      meter.add(packet, last);
      watched.keyFrame = meter.keyFrames > 0;
    });
    watched.connected = true;
    watched.trouble = null;
    // The way may go while the stream runs: a real tunnel would carry nothing more.
    while (!signal.aborted && !session.ended && pull.reaches(camera.address) && performance.now() - last < SILENCE) {
      await pause(LOOK, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await session.close();
  }
}
