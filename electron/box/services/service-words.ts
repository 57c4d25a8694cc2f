import { plainText } from '../../domain/plain-text';

/** An order to a service manager on a busy small computer. */
export const SERVICE_MS = 60_000;

const LINES = 20;

/** The end of a log, a line each, without control characters. */
export function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => plainText(line, 300)).filter((line) => line !== '');
  return lines.slice(-LINES).join('\n');
}
