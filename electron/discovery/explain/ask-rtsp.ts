import { randomBytes } from 'node:crypto';
import { deviceText } from '../../camera/device-text';
import { parseChallenges } from '../../camera/digest';
import { RtspConnection, RtspFailure, type RtspResponse } from '../../camera/rtsp/rtsp-connection';
import type { DoorFault, DoorName, DoorOutcome } from '../../domain/why-not';
import { evidenceOf } from '../evidence-of';
import { asked, door, inOneLine, type Asked } from './door';

const CONNECT = 1_000;
const ANSWER = 1_500;
/** The connection is cut after 500 ms where the other side keeps it open. */
const CLOSING = 600;

/**
 * OPTIONS and DESCRIBE of a random path on one connection and without a login, as in `rtsp-probe.ts`, but every way of not answering
 * is told apart. Some servers are silent on OPTIONS and answer DESCRIBE, so both are asked while the connection stands. Throws only
 * what the signal brings.
 */
export async function askRtsp(host: string, port: number, secure: boolean, signal: AbortSignal): Promise<Asked> {
  let connection: RtspConnection;
  try {
    connection = await RtspConnection.open({ host, port, secure, deadlineMs: CONNECT, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    // The port took a connection a moment ago: it is full, or does not speak TLS.
    return asked({ doors: [door('rtsp-options', port, 'wrong', reason(error), 'hung-up')] });
  }
  try {
    const origin = `${secure ? 'rtsps' : 'rtsp'}://${host}:${port}`;
    const options = await tell('rtsp-options', () => connection.request('OPTIONS', `${origin}/`, {}, { deadlineMs: ANSWER, signal }), signal);
    // Another protocol has said all that it has to say.
    if (connection.ended || options.fault === 'other-protocol') return together([options], host, port);
    const describe = await tell('rtsp-describe', () => connection.request('DESCRIBE', `${origin}/${randomBytes(6).toString('hex')}`, { Accept: 'application/sdp' }, { deadlineMs: ANSWER, signal }), signal);
    return together([options, describe], host, port);
  } finally {
    connection.close();
    // The camera has the socket until it has closed it too; a third connection may be one too many for it.
    await connection.endsWithin(CLOSING, signal);
  }
}

interface Told {
  readonly name: DoorName;
  readonly outcome: DoorOutcome;
  readonly fact: string | null;
  readonly fault: DoorFault | null;
  readonly response: RtspResponse | null;
}

async function tell(name: DoorName, ask: () => Promise<RtspResponse>, signal: AbortSignal): Promise<Told> {
  try {
    const response = await ask();
    if (response.protocol !== 'RTSP') return { name, outcome: 'wrong', fact: `HTTP ${response.status}`, fault: 'other-protocol', response: null };
    return { name, outcome: 'answered', fact: inOneLine(`RTSP ${response.status} ${response.reason}`.trim(), header(response, 'server'), realmOf(response)), fault: null, response };
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof RtspFailure && error.reason === 'deadline') return { name, outcome: 'silent', fact: null, fault: 'too-slow', response: null };
    if (error instanceof RtspFailure && error.reason === 'not-rtsp') return { name, outcome: 'wrong', fact: null, fault: 'other-protocol', response: null };
    return { name, outcome: 'wrong', fact: reason(error), fault: 'hung-up', response: null };
  }
}

function together(all: readonly Told[], host: string, port: number): Asked {
  const responses = all.flatMap(({ response }) => response ?? []);
  const server = responses.map((response) => header(response, 'server')).find((text) => text !== null) ?? null;
  const realm = responses.map(realmOf).find((text) => text !== null) ?? null;
  const unknownPath = all.find(({ name }) => name === 'rtsp-describe')?.response?.status ?? null;
  // A port that answers one of the two is a video server; its silence on the other one is no fault.
  const speaks = responses.length > 0;
  return asked({
    doors: all.map(({ name, outcome, fact, fault }) => door(name, port, outcome, fact, speaks && fault === 'too-slow' ? null : fault)),
    evidence: speaks ? [evidenceOf('rtsp', host, { port, server, realm, unknownPath })] : [],
    said: [realm, server].filter((text) => text !== null),
    statuses: responses.map((response) => response.status),
  });
}

function header(response: RtspResponse, name: string): string | null {
  return deviceText(response.headers.get(name)?.[0] ?? null, 80);
}

function realmOf(response: RtspResponse): string | null {
  return deviceText(parseChallenges(response.headers.get('www-authenticate') ?? []).map((challenge) => challenge.realm).find((text) => text !== '') ?? null, 80);
}

function reason(error: unknown): string | null {
  return error instanceof Error ? error.message : null;
}
