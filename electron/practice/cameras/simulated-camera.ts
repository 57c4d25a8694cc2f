import { createServer } from 'node:http';
import { CameraDoor } from './camera-door';
import { cameraHttp } from './camera-http';
import { endpointOf, macOf, type Account, type CameraCharacter } from './character';
import { closed, listening, unavailable } from './listening';
import type { Media } from './media';
import { OnvifAnswers } from './onvif-answers';
import { cameraRtsp } from './rtsp-server';
import type { DiscoverySubject } from './ws-discovery';

/** A camera that listens: ONVIF and snapshots over HTTP, streams over RTSP. Discovery is answered for all devices of a site together. */
export interface SimulatedCamera {
  readonly character: CameraCharacter;
  readonly host: string;
  readonly subject: DiscoverySubject;
  /** Viewers now. */
  viewers(): number;
  /** Wrong logins since it was started, all protocols together. */
  wrongLogins(): number;
  close(): Promise<void>;
}

export interface CameraOptions {
  readonly character: CameraCharacter;
  readonly host: string;
  readonly httpPort: number;
  readonly rtspPort: number;
  readonly media: Media;
  /** The one account of the camera. */
  readonly account: Account;
}

/** @throws TunnelError `practice-unavailable`, with the system's error as cause. */
export async function startCamera(options: CameraOptions): Promise<SimulatedCamera> {
  const { character, host, httpPort, rtspPort, media } = options;
  const door = new CameraDoor(character, options.account);
  const answers = new OnvifAnswers(character, { host, httpPort, rtspPort, mac: macOf(character.number) }, media);
  const http = createServer(cameraHttp({ character, answers, media, door }));
  const rtsp = cameraRtsp({ character, host, media, door });
  const close = async (): Promise<void> => {
    const ended = Promise.all([closed(http), closed(rtsp.server)]);
    http.closeAllConnections();
    rtsp.end();
    await ended;
  };
  for (const [server, port] of [[http, httpPort], [rtsp.server, rtspPort]] as const) {
    try {
      await listening(server, port, host);
    } catch (cause) {
      await close();
      throw unavailable(cause, `${host}:${port}`);
    }
  }
  return {
    character,
    host,
    subject: { host, endpoint: endpointOf(character.number), types: ['dn:NetworkVideoTransmitter', 'tds:Device'], scopes: answers.scopeList(), address: `http://${host}:${httpPort}/onvif/device_service` },
    viewers: rtsp.sessions,
    wrongLogins: () => door.lockout.wrongLogins,
    close,
  };
}
