import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { escapeXml } from '../../camera/onvif/xml';
import { deliver, type HttpReply } from './answer-delivery';
import type { AnswerFlaw, DeviceCharacter, StreamCharacter } from './character';
import type { CameraDoor } from './camera-door';
import type { CameraUsers } from './camera-users';
import type { Media } from './media';
import { ONVIF, snapshotPath, soapEnvelope, soapFault, type OnvifAnswers } from './onvif-answers';
import { elementText, readRequest } from './soap-request';
import { userCheck } from './user-check';

const MAX_REQUEST = 64 * 1024;
/** What anybody may ask (ONVIF Core 5.12, access class PRE_AUTH). */
const OPEN_OPERATIONS: readonly string[] = ['GetSystemDateAndTime', 'GetServices', 'GetCapabilities'];
/** Hikvision's way of asking whether a login is right, and what a locked device says. */
const USER_CHECK_PATH = '/ISAPI/Security/userCheck';

/** The web server of a device: ONVIF services, snapshots and a login page for people. `onvif`: whether this port has the services. */
export function cameraHttp(options: { character: DeviceCharacter; answers: OnvifAnswers; media: Media; door: CameraDoor; users: CameraUsers; onvif: boolean }): RequestListener {
  const { character, answers, media, door, users } = options;
  const open = OPEN_OPERATIONS.filter((operation) => !character.quirks.includes(operation === 'GetSystemDateAndTime' ? 'no-time' : 'closed-services'));

  const refused = (challenges: readonly string[], fallback: HttpReply): HttpReply => {
    const headers = challenges.length === 0 ? {} : { 'WWW-Authenticate': challenges };
    return character.lockout.tells === 'user-check' ? { ...fallback, headers, type: 'application/xml', content: userCheck(door.lockout, character.activated) } : { ...fallback, headers };
  };

  const onvif = async (request: IncomingMessage): Promise<{ reply: HttpReply; flaw: AnswerFlaw | null }> => {
    const envelope = await readBody(request);
    const asked = envelope === null ? null : readRequest(envelope);
    if (envelope === null || asked === null) return { reply: soap(400, soapFault('Sender', ['WellFormed'], 'Not a SOAP request')), flaw: null };
    const { operation, namespace } = asked;
    const answer = (reply: HttpReply): { reply: HttpReply; flaw: AnswerFlaw | null } => ({ reply, flaw: character.flaws[operation] ?? character.flaws['*'] ?? null });
    if (!open.includes(operation)) {
      const admitted = door.byOnvif(request, envelope);
      if (!admitted.in) {
        const words = door.lockout.locked && character.lockout.tells === 'fault' ? `Sender not authorized: the account is locked for ${door.lockout.secondsLeft} seconds` : 'Sender not authorized';
        if (admitted.challenges.length === 0) return answer(soap(400, soapFault('Sender', ['NotAuthorized'], words)));
        // Basic is asked by the web server, before anything that knows SOAP hears of the request.
        return answer(refused(admitted.challenges, character.login === 'http-basic' ? page(401, '401 Unauthorized', '') : soap(401, soapFault('Sender', ['NotAuthorized'], words))));
      }
    }
    if ((operation === 'GetUsers' || operation === 'SetUser') && users.offered) {
      if (users.forbidden) return answer(soap(400, soapFault('Sender', ['NotAuthorized'], 'Sender not authorized')));
      const fault = operation === 'SetUser' ? users.set(envelope) : null;
      if (fault !== null) return answer(soap(400, soapFault('Sender', fault.subcodes, fault.words)));
      return answer(soap(200, soapEnvelope(operation === 'SetUser' ? '<tds:SetUserResponse/>' : users.listed())));
    }
    const token = elementText(envelope, 'ProfileToken');
    const stream = character.streams.find((candidate) => candidate.token === token);
    if (/^Get(?:StreamUri|SnapshotUri|Profile)$/.test(operation) && stream === undefined) return answer(soap(400, soapFault('Sender', ['InvalidArgVal', 'NoProfile'], 'No such profile')));
    const body = answerTo(namespace, operation, stream ?? character.streams[0], character, answers, door.cameraTime());
    return answer(body === null ? soap(500, soapFault('Receiver', ['ActionNotSupported'], 'Optional action not implemented')) : soap(200, soapEnvelope(body)));
  };

  const snapshot = (request: IncomingMessage): HttpReply => {
    const admitted = door.byHttp(request);
    if (!admitted.in) return refused(admitted.challenges, page(401, '401 Unauthorized', ''));
    return { status: 200, type: 'image/jpeg', content: media.stills[character.scene] };
  };

  const other = (request: IncomingMessage): HttpReply => {
    const path = request.url ?? '/';
    if (!character.activated) return path === '/' ? page(200, character.title, 'Set a password to activate this device') : page(404, '404 Not Found', '');
    if (!character.quirks.includes('no-snapshot') && character.streams.some((stream) => path === snapshotPath(stream))) return snapshot(request);
    if (path === USER_CHECK_PATH && character.lockout.tells === 'user-check') {
      const admitted = door.byHttp(request);
      return admitted.in ? { status: 200, type: 'application/xml', content: userCheck(door.lockout, true).replace('401', '200').replace('Unauthorized', 'OK') } : refused(admitted.challenges, page(401, '401 Unauthorized', ''));
    }
    return path === '/' ? page(200, character.title, `PRACTICE ${character.kind}: ${character.name}`) : page(404, '404 Not Found', '');
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('Server', character.servers.http);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const isService = options.onvif && request.method === 'POST' && (path === character.onvifPath || path.startsWith('/onvif/')) && (path !== '/onvif/device_service' || character.onvifPath === path);
    if (isService) {
      const { reply, flaw } = await onvif(request);
      return deliver(request, response, reply, character.pace, flaw);
    }
    return deliver(request, response, other(request), character.pace, null);
  };

  return (request, response) => {
    // The other side may go away in the middle: nobody to answer then.
    handle(request, response).catch(() => response.destroy());
  };
}

/** Null for what this device does not know. */
function answerTo(namespace: string, operation: string, stream: StreamCharacter, character: DeviceCharacter, answers: OnvifAnswers, cameraTime: number): string | null {
  if (namespace === ONVIF.device || namespace === '') {
    switch (operation) {
      case 'GetSystemDateAndTime': return answers.systemDateAndTime(cameraTime);
      case 'GetServices': return character.quirks.includes('no-get-services') ? null : answers.services();
      case 'GetCapabilities': return answers.capabilities();
      case 'GetScopes': return answers.scopes();
      case 'GetDeviceInformation': return answers.information();
      case 'GetHostname': return answers.hostname();
      case 'GetNetworkInterfaces': return answers.networkInterfaces();
      case 'GetNetworkDefaultGateway': return answers.defaultGateway();
      case 'GetDNS': return answers.nameServers();
      default: return null;
    }
  }
  const second = namespace === ONVIF.media2;
  if ((!second && namespace !== ONVIF.media) || character.media === (second ? 'media1' : 'media2')) return null;
  const noSnapshot = character.quirks.includes('no-snapshot');
  switch (operation) {
    case 'GetProfiles': return second ? answers.profiles2() : answers.profiles();
    case 'GetProfile': return second ? null : answers.profile(stream);
    case 'GetVideoSources': return second ? null : answers.videoSources();
    case 'GetStreamUri': return second ? answers.streamUri2(stream) : answers.streamUri(stream);
    case 'GetSnapshotUri': return noSnapshot ? null : second ? answers.snapshotUri2(stream) : answers.snapshotUri(stream);
    default: return null;
  }
}

/** Null when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_REQUEST) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function soap(status: number, content: string): HttpReply {
  return { status, type: 'application/soap+xml; charset=utf-8', content };
}

function page(status: number, title: string, heading: string): HttpReply {
  return { status, type: 'text/html', content: `<html><head><title>${escapeXml(title)}</title></head><body><h1>${escapeXml(heading)}</h1></body></html>` };
}
