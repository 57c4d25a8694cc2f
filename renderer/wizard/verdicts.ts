import type { Verdict } from '../../electron/domain/proof';
import type { MessageKey } from '../i18n/messages';
import type { Tone } from '../ui/Notice';
import type { Status } from '../ui/StatusIcon';

export const VERDICT_STATUS: Readonly<Record<Verdict, Status>> = { frames: 'good', counted: 'good', heartbeat: 'warn', available: 'warn', failed: 'bad' };
export const VERDICT_TONE: Readonly<Record<Verdict, Tone>> = { frames: 'good', counted: 'good', heartbeat: 'warn', available: 'warn', failed: 'bad' };
/** `edge`: the agent runs on the small computer, so nothing arrived in any cloud. */
export function verdictWords(verdict: Verdict, edge: boolean): 'verdict.frames.edge' | (typeof VERDICT_WORDS)[Verdict] {
  return edge && verdict === 'frames' ? 'verdict.frames.edge' : VERDICT_WORDS[verdict];
}

const VERDICT_WORDS = { frames: 'verdict.frames', counted: 'verdict.counted', heartbeat: 'verdict.heartbeat', available: 'verdict.available', failed: 'verdict.failed' } as const satisfies Record<Verdict, MessageKey>;
