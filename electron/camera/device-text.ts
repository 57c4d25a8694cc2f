// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text without control characters, invisible and direction-changing ones, and halves of characters; for what is not words. */
export function withoutUnsafe(text: string): string {
  return text.replace(UNSAFE, '');
}

/**
 * Text that a device says about itself, made safe to store and show: no control characters (a terminal would obey them), no
 * direction overrides (they make `gpj.exe` read as `exe.jpg`), one line, capped. Null when nothing is left.
 */
export function deviceText(value: string | null | undefined, maxLength = 200): string | null {
  if (value === null || value === undefined) return null;
  const text = value
    .slice(0, maxLength * 4)
    // eslint-disable-next-line no-control-regex -- control characters are what is removed here
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    // A lone half of a surrogate pair cannot be written as UTF-8.
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return text === '' ? null : text;
}
