/*
 * What installing added is written as a comment into the file of the package source or the container's script itself, so that it is
 * taken back also where the journal of the run that added it is elsewhere.
 */

export function noteLine(key: string, words: readonly string[]): string {
  return `# ${key}: ${words.join(' ')}\n`;
}

/** Only words that may be names of packages, keys or images; null: no such line. */
export function noted(text: string, key: string): string[] | null {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`# ${key}:`));
  return line === undefined ? null : line.slice(key.length + 3).trim().split(/\s+/).filter((word) => /^[A-Za-z0-9][\w.+:/-]{0,100}$/.test(word)).slice(0, 50);
}
