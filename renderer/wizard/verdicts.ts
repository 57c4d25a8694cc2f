import type { verdict } from '../../electron/domain/proof';
import type { MessageKey } from '../i18n/messages';
import type { Tone } from '../ui/Notice';
import type { Status } from '../ui/StatusIcon';

export type Verdict = ReturnType<typeof verdict>;

export const VERDICT_STATUS: Readonly<Record<Verdict, Status>> = { frames: 'good', available: 'warn', failed: 'bad' };
export const VERDICT_TONE: Readonly<Record<Verdict, Tone>> = { frames: 'good', available: 'warn', failed: 'bad' };
export const VERDICT_WORDS = { frames: 'verdict.frames', available: 'verdict.available', failed: 'verdict.failed' } as const satisfies Record<Verdict, MessageKey>;
