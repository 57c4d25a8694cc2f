/** Text that a box gave, fit to be shown: one line, no control characters, at most `length` characters. */
export function plainText(text: string, length = 200): string {
  // eslint-disable-next-line no-control-regex -- exactly those
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim().slice(0, length);
}

/** A whole number of at most 15 digits, or null. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : null;
}
