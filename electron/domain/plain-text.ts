/**
 * Words of a box or a server, fit to be shown: one line, at most `max` characters, no control characters (a terminal would obey
 * them) and no invisible or direction-changing ones.
 */
export function plainText(text: string, max = 300): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed here
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ').replace(/ {2,}/g, ' ').trim().slice(0, max);
}
