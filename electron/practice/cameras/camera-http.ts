import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { CameraCharacter, StreamCharacter } from './character';
import type { CameraDoor } from './camera-door';
import type { Media } from './media';
import { ONVIF, soapEnvelope, soapFault, type OnvifAnswers } from './onvif-answers';
import { elementText, readRequest } from './soap-request';

const MAX_REQUEST = 64 * 1024;
/** What anybody may ask (ONVIF Core 5.12, access class PRE_AUTH). */
const OPEN_OPERATIONS: readonly string[] = ['GetSystemDateAndTime', 'GetServices', 'GetCapabilities'];

/** The web server of a camera: ONVIF services, snapshots and a login page for people. */
export function cameraHttp(options: { character: CameraCharacter; answers: OnvifAnswers; media: Media; door: CameraDoor }): RequestListener {
  const { character, answers, media, door } = options;

  const onvif = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const envelope = await readBody(request);
    const asked = envelope === null ? null : readRequest(envelope);
    if (envelope === null || asked === null) return soap(response, 400, soapFault('Sender', ['WellFormed'], 'Not a SOAP request'));
    if (!OPEN_OPERATIONS.includes(asked.operation)) {
      const admitted = character.login === 'http-digest' ? door.byHttp(request) : door.byToken(envelope);
      if (!admitted.in) {
        if (admitted.challenge !== null) response.setHeader('WWW-Authenticate', admitted.challenge);
        return soap(response, admitted.challenge === null ? 400 : 401, soapFault('Sender', ['NotAuthorized'], 'Sender not authorized'));
      }
    }
    const token = elementText(envelope, 'ProfileToken');
    const stream = character.streams.find((candidate) => candidate.token === token);
    if (/^Get(?:Stream|Snapshot)Uri$/.test(asked.operation) && stream === undefined) return soap(response, 400, soapFault('Sender', ['InvalidArgVal', 'NoProfile'], 'No such profile'));
    const body = answerTo(asked.namespace, asked.operation, stream ?? character.streams[0], answers, door.cameraTime());
    if (body === null || (asked.namespace === ONVIF.media2 && !character.media2)) return soap(response, 500, soapFault('Receiver', ['ActionNotSupported'], 'Optional action not implemented'));
    soap(response, 200, soapEnvelope(body));
  };

  const snapshot = (request: IncomingMessage, response: ServerResponse): void => {
    const admitted = door.byHttp(request);
    if (!admitted.in) return reply(response, 401, 'text/html', '<html><body>401 Unauthorized</body></html>', admitted.challenge);
    reply(response, 200, 'image/jpeg', media.stills[character.scene], null);
  };

  return (request, response) => {
    response.setHeader('Server', character.servers.http);
    const path = request.url ?? '/';
    if (path.startsWith('/onvif/') && request.method === 'POST') {
      // The other side may go away in the middle: nobody to answer then.
      onvif(request, response).catch(() => response.destroy());
    } else if (character.streams.some(({ token }) => path === `/snapshot/${token}.jpg`)) snapshot(request, response);
    else if (path === '/') reply(response, 200, 'text/html', `<html><head><title>${character.manufacturer} ${character.model}</title></head><body><h1>PRACTICE camera ${character.number}</h1></body></html>`, null);
    else reply(response, 404, 'text/html', '<html><body>404 Not Found</body></html>', null);
  };
}

/** Null for what this camera does not know. */
function answerTo(namespace: string, operation: string, stream: StreamCharacter, answers: OnvifAnswers, cameraTime: number): string | null {
  if (namespace === ONVIF.device || namespace === '') {
    switch (operation) {
      case 'GetSystemDateAndTime': return answers.systemDateAndTime(cameraTime);
      case 'GetServices': return answers.services();
      case 'GetCapabilities': return answers.capabilities();
      case 'GetScopes': return answers.scopes();
      case 'GetDeviceInformation': return answers.information();
      case 'GetNetworkInterfaces': return answers.networkInterfaces();
      default: return null;
    }
  }
  const second = namespace === ONVIF.media2;
  if (!second && namespace !== ONVIF.media) return null;
  switch (operation) {
    case 'GetProfiles': return second ? answers.profiles2() : answers.profiles();
    case 'GetVideoSources': return second ? null : answers.videoSources();
    case 'GetStreamUri': return second ? answers.streamUri2(stream) : answers.streamUri(stream);
    case 'GetSnapshotUri': return second ? answers.snapshotUri2(stream) : answers.snapshotUri(stream);
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

function soap(response: ServerResponse, status: number, xml: string): void {
  reply(response, status, 'application/soap+xml; charset=utf-8', xml, null);
}

function reply(response: ServerResponse, status: number, type: string, content: string | Uint8Array, challenge: string | null): void {
  if (challenge !== null) response.setHeader('WWW-Authenticate', challenge);
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) });
  response.end(content);
}
