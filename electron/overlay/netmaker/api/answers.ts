import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { HttpAnswer } from '../../../http/request';
import { plainText } from '../../../domain/plain-text';

/**
 * Netmaker answers in two styles: the object itself, or `{"Code":200,"Message":"...","Response":...}`. Which one differs per
 * endpoint and version, so every answer is looked at (fact sheet 1.1).
 */
export function unwrap(value: unknown): unknown {
  return isEnvelope(value) ? (value['Response'] ?? null) : value;
}

function isEnvelope(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'Code' in value && 'Message' in value;
}

/** What the server said about a refusal, for the expert; empty where it said nothing. */
export function serverMessage(answer: HttpAnswer): string {
  if (answer.body.kind === 'text') return plainText(answer.body.text);
  if (answer.body.kind !== 'json' || typeof answer.body.value !== 'object' || answer.body.value === null) return '';
  const message: unknown = 'Message' in answer.body.value ? answer.body.value.Message : null;
  return typeof message === 'string' ? plainText(message) : '';
}

/** Text of a server, shown to a person at most as one line. */
export const Words = z.string().transform((text) => plainText(text, 200));

/** An identifier that we put into a path: never anything that could leave it. */
export const Id = z.string().regex(/^[A-Za-z0-9._~-]{1,200}$/);

/** The items of a list that can be understood; the rest belongs to versions we do not know and is left out. `null` is an empty list. */
export function readList<T>(value: unknown, item: z.ZodType<T>, url: string): T[] {
  const list = unwrap(value);
  if (list === null) return [];
  if (!Array.isArray(list)) throw new TunnelError('overlay-answer-invalid', { url, reason: 'a list was expected' });
  return list.flatMap((entry) => {
    const parsed = item.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
