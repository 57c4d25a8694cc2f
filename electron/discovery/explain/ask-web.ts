import { deviceText } from '../../camera/device-text';
import { parseChallenges } from '../../camera/digest';
import { exchange, HttpFailure, type HttpAnswer } from '../../camera/http-client';
import { decodeEntities } from '../../camera/onvif/xml';
import { envelope, NAMESPACES, readSoap } from '../../camera/onvif/soap';
import { DEVICE_SERVICE_PATH } from '../../camera/onvif/service-candidates';
import type { DoorFault, DoorOutcome } from '../../domain/why-not';
import { evidenceOf } from '../evidence-of';
import { asked, door, inOneLine, type Asked } from './door';

const DEADLINE = 2_000;
/** Bytes; pages of cameras go up to megabytes of script, their titles stand in the first kilobytes. */
const MAX_PAGE = 256 * 1024;
const MAX_SOAP = 64 * 1024;
/** The usual path, and that of Axis and its kin (31 of 84 services in the recorded answers). */
const SERVICE_PATHS = [DEVICE_SERVICE_PATH, '/onvif/services'] as const;

/**
 * The first page of a web server and the ONVIF service behind it, both without a login. The page comes first: a server that asks
 * everybody for a login says nothing of ONVIF by asking for one there too. Throws only what the signal brings.
 */
export async function askWeb(host: string, port: number, secure: boolean, signal: AbortSignal): Promise<Asked> {
  const origin = `${secure ? 'https' : 'http'}://${host}:${port}`;
  const page = await tell(() => exchange({ method: 'GET', url: `${origin}/`, deadlineMs: DEADLINE, maxBytes: MAX_PAGE, signal }), signal);
  const web = page.answer === null ? null : readPage(page.answer);
  const pageDoor = web === null ? door('web', port, page.outcome, page.fact, page.fault) : door('web', port, 'answered', inOneLine(`HTTP ${web.status}`, web.title === null ? null : `"${web.title}"`, web.server, web.realm));
  const evidence = web === null ? [] : [evidenceOf('http', host, { port, secure: secure ? true : null, server: web.server, title: web.title, realm: web.realm, status: web.status })];
  const said = web === null ? [] : [web.title, web.realm, web.server].filter((text) => text !== null);
  // What takes connections and says nothing is not asked a second and a third time.
  if (page.fault === 'too-slow' || page.fault === 'hung-up') return asked({ doors: [pageDoor], evidence, said });

  for (const path of SERVICE_PATHS) {
    const url = `${origin}${path}`;
    const service = await tell(
      () => exchange({
        method: 'POST', url, deadlineMs: DEADLINE, maxBytes: MAX_SOAP, signal,
        headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${NAMESPACES.device}/GetSystemDateAndTime"` },
        body: envelope(`<GetSystemDateAndTime xmlns="${NAMESPACES.device}"/>`),
      }),
      signal,
    );
    const soap = service.answer === null ? null : readSoap(service.answer.body);
    if (soap !== null) {
      const fact = soap.kind === 'fault' ? inOneLine('SOAP Fault', soap.reason) : 'GetSystemDateAndTime';
      return asked({ doors: [pageDoor, door('onvif', port, 'answered', fact)], evidence: [...evidence, evidenceOf('onvif', host, { port, url })], said });
    }
    if (service.answer?.status === 401 && web !== null && web.status !== 401) {
      return asked({ doors: [pageDoor, door('onvif', port, 'answered', 'HTTP 401', 'locked')], evidence: [...evidence, evidenceOf('onvif', host, { port, url })], said });
    }
    const last = path === SERVICE_PATHS.at(-1) || service.answer === null;
    if (last) return asked({ doors: [pageDoor, service.answer === null ? door('onvif', port, service.outcome, service.fact, service.fault) : door('onvif', port, 'wrong', `HTTP ${service.answer.status}`, 'other-protocol')], evidence, said });
  }
  return asked({ doors: [pageDoor], evidence, said });
}

interface Told {
  readonly answer: HttpAnswer | null;
  readonly outcome: DoorOutcome;
  readonly fact: string | null;
  readonly fault: DoorFault | null;
}

async function tell(ask: () => Promise<HttpAnswer>, signal: AbortSignal): Promise<Told> {
  try {
    return { answer: await ask(), outcome: 'answered', fact: null, fault: null };
  } catch (error) {
    if (signal.aborted || !(error instanceof HttpFailure)) throw error;
    const { reason, message } = error;
    if (reason === 'deadline') return { answer: null, outcome: 'silent', fact: null, fault: 'too-slow' };
    if (reason === 'too-large') return { answer: null, outcome: 'wrong', fact: message, fault: 'too-much' };
    // The HTTP parser's own codes: whatever it was, it was not HTTP.
    if (/^HPE_|content encoding|EPROTO|SSL/.test(message)) return { answer: null, outcome: 'wrong', fact: message, fault: 'other-protocol' };
    return { answer: null, outcome: 'wrong', fact: message, fault: 'hung-up' };
  }
}

function readPage(answer: HttpAnswer): { status: number; title: string | null; server: string | null; realm: string | null } {
  const text = answer.body.subarray(0, 16 * 1024).toString('utf8');
  const realm = parseChallenges(answer.headers.get('www-authenticate') ?? []).map((challenge) => challenge.realm).find((found) => found !== '');
  return {
    status: answer.status,
    title: deviceText(decodeEntities(/<title[^>]{0,100}>([^<]{1,300})/i.exec(text)?.[1] ?? ''), 80),
    server: deviceText(answer.headers.get('server')?.[0] ?? null, 80),
    realm: deviceText(realm ?? null, 80),
  };
}
