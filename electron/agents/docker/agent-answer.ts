import { plainText } from '../../domain/plain-text';
import { isShallow } from '../../http/json-depth';
import type { HttpAnswer } from '../../http/request';

/** A picture of a 4K camera in base64, and room. */
export const MAX_BODY = 4 * 1024 * 1024;
/** Of what is neither JSON nor a page. */
const MAX_TEXT = 10_000;

/** An agent's answer, told apart as those of other servers are (`http/request.ts`). `type` '' where the way does not tell it. */
export function answerOf(status: number, type: string, bytes: Buffer): HttpAnswer {
  const text = bytes.toString('utf8').trim();
  if (text === '') return { status, body: { kind: 'empty' } };
  if (/html/i.test(type) || /^<(!doctype|html)/i.test(text)) return { status, body: { kind: 'html' } };
  if ((/json/i.test(type) || /^[[{]/.test(text)) && isShallow(text)) {
    try {
      return { status, body: { kind: 'json', value: JSON.parse(text) as unknown } };
    } catch {
      // Cut short, or only like it: shown as the text that it is.
    }
  }
  return { status, body: { kind: 'text', text: plainText(text, MAX_TEXT) } };
}
