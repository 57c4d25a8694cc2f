import { z } from 'zod';
import type { AgentSpec } from '../../domain/agent-spec';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import { streamTrouble, withoutSecrets } from './stream-trouble';

/** What the newest lines of an agent's log tell (kerberos-io/agent v3.11.1). */
export interface AgentLog {
  /** Key frames of the main stream so far, modulo 1000, as the newest line has them; null: it counts none yet. Said every 5 s. */
  readonly count: number | null;
  /** The stream as it arrives there, in the newest window of 10 s; null: an agent that does not measure, or not yet. */
  readonly health: { readonly fps: number; readonly lost: number; readonly seconds: number } | null;
  /** Who accepted its latest heartbeat. */
  readonly heartbeat: 'Kerberos Vault' | 'Kerberos Hub' | null;
  /** Why the stream is not open, if that is the newest it says of it and the words are known. */
  readonly trouble: TunnelError | null;
  /** The words themselves, without secrets; null: it says nothing is wrong. */
  readonly said: string | null;
  /** True once the stream was opened and nothing was wrong with it since. */
  readonly opened: boolean;
}

const MAX_TEXT = 256 * 1024;
const MAX_LINES = 500;
const MAX_LINE = 4_000;

/** `spec`: whose log it is. Nothing of the text is kept but numbers and the library's own words for a failure. */
export function readAgentLog(text: string, spec: Pick<AgentSpec, 'name' | 'main'>): AgentLog {
  let count: number | null = null;
  let health: AgentLog['health'] = null;
  let heartbeat: AgentLog['heartbeat'] = null;
  let trouble: TunnelError | null = null;
  let said: string | null = null;
  let opened = false;
  const fine = (): void => {
    [trouble, said, opened] = [null, null, true];
  };
  const wrong = (words: string, known: TunnelError | null): void => {
    [trouble, said, opened] = [known, plainText(words, 300), false];
  };
  /** What the camera said to a SETUP; the agent goes on, and then finds no video. */
  let refused: string | null = null;
  for (const line of text.slice(-MAX_TEXT).split('\n').slice(-MAX_LINES)) {
    const message = withoutSecrets(messageOf(line.slice(0, MAX_LINE)));
    const counted = /Number of packets read from mainstream: (\d{1,4})\b/.exec(message)?.[1];
    const failed = /error connecting to RTSP (?:sub )?stream: ?(.*)$/.exec(message)?.[1];
    if (counted !== undefined) {
      count = Number(counted);
      fine();
    } else if (/: opened RTSP stream/.test(message)) {
      refused = null;
      fine();
    } else if (failed !== undefined) {
      wrong(failed, streamTrouble(failed, spec));
    } else if (/no video (?:sub )?stream found/.test(message)) {
      wrong(refused ?? 'no video stream found', refused === null ? null : streamTrouble(refused, spec));
    } else if (/because of blocking mainstream/.test(message)) {
      wrong('blocking mainstream', new TunnelError('agents-no-frame', { name: spec.name, seconds: STALLED_SECONDS }, { detail: 'blocking mainstream' }));
    } else if (/Heartbeat received by Kerberos (?:Vault|Hub)/.test(message)) {
      heartbeat = message.includes('Vault') ? 'Kerberos Vault' : 'Kerberos Hub';
    } else {
      refused = /capture\.golibrtsp\.Connect\(H26[45]\): (bad status code: .*)$/.exec(message)?.[1] ?? refused;
      health = healthIn(message) ?? health;
    }
  }
  return { count, health, heartbeat, trouble, said, opened };
}

/** The agent starts anew after three looks of 5 s without a key frame (`ControlAgent`). */
const STALLED_SECONDS = 15;

function healthIn(message: string): AgentLog['health'] {
  const [, seconds, fps, lost] = /health\(main\): (\d{1,4})s window \S{1,3} frames=\d+ \((\d{1,4}\.\d)\/s\) .*\blost=(\d{1,9}) /.exec(message) ?? [];
  return seconds === undefined || fps === undefined || lost === undefined ? null : { fps: Number(fps), lost: Number(lost), seconds: Number(seconds) };
}

const JsonLine = z.object({ msg: z.string() });

/** The message of a line in any of logrus' forms: JSON, `key="value"`, or coloured text, with the cluster's time in front or not. */
function messageOf(line: string): string {
  // eslint-disable-next-line no-control-regex -- the colours of logrus' text form
  const plain = line.replace(/\u001b\[[0-9;]*m/g, '').trim();
  const json = /\{.*\}$/.exec(plain)?.[0];
  if (json !== undefined) {
    try {
      const parsed = JsonLine.safeParse(JSON.parse(json));
      if (parsed.success) return parsed.data.msg;
    } catch {
      // A brace in a text line.
    }
  }
  const quoted = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(plain)?.[1];
  return quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
}
