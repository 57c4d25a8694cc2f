import { z } from 'zod';
import { AppEvent, CONTRACT, LiveEvent, type Bridge, type Call, type Input, type Output } from '../../electron/contract/contract';
import { ErrorData } from '../../electron/domain/errors';
import { BridgeError, ourMistake } from './bridge-error';

const Envelope = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value: z.unknown() }), z.object({ ok: z.literal(false), error: ErrorData })]);

/** The window's end of the contract: one method for every call, both directions parsed. */
export class Client {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Rejects with a `BridgeError` and nothing else. */
  async ask<C extends Call>(call: C, input: Input<C>): Promise<Output<C>> {
    const sent = CONTRACT[call].input.safeParse(input);
    if (!sent.success) throw new BridgeError(invalidInput(sent.error));
    let answer: unknown;
    try {
      answer = await this.#bridge.call(call, sent.data);
    } catch (thrown) {
      throw new BridgeError(ourMistake(`${call}: ${String(thrown)}`));
    }
    const envelope = Envelope.safeParse(answer);
    if (!envelope.success) throw new BridgeError(ourMistake(`${call}: answer without envelope`));
    if (!envelope.data.ok) throw new BridgeError(envelope.data.error);
    const value = CONTRACT[call].output.safeParse(envelope.data.value);
    if (!value.success) throw new BridgeError(ourMistake(`${call}: ${firstIssue(value.error)}`));
    return value.data as Output<C>;
  }

  /** `null` is an event that could not be read: to the listener it is the same as one that was lost. */
  listen(listener: (event: AppEvent | null) => void): () => void {
    return this.#bridge.onEvent((raw) => {
      if (isLive(raw)) return;
      const event = AppEvent.safeParse(raw);
      listener(event.success ? event.data : null);
    });
  }

  /** Live pictures come beside the numbered events; one that cannot be read is one that was lost. */
  watch(listener: (event: LiveEvent) => void): () => void {
    return this.#bridge.onEvent((raw) => {
      const event = isLive(raw) ? LiveEvent.safeParse(raw) : null;
      if (event?.success === true) listener(event.data);
    });
  }
}

function isLive(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 'live';
}

function invalidInput(error: z.ZodError): ErrorData {
  const issue = error.issues[0];
  return { kind: 'expected', code: 'input-invalid', params: { field: issue?.path.join('.') ?? '', reason: issue?.message ?? '' }, retry: 'after-fix' };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unreadable' : `${issue.path.join('.')}: ${issue.message}`;
}
