/** One line of a server's words for a person: no control characters, at most `max` characters. */
export function plainText(text: string, max = 300): string {
  // eslint-disable-next-line no-control-regex -- control characters from a server must not reach a terminal or a log
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').replace(/ {2,}/g, ' ').trim().slice(0, max);
}
