/**
 * Splits what the product sends into words, as a shell would: single quotes, double quotes without expansion, backslashes.
 * null for anything that needs more of a shell than that; the practice box has none.
 */
export function commandWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (character === "'" || character === '"') {
      const end = line.indexOf(character, i + 1);
      const inside = line.slice(i + 1, end);
      if (end < 0 || (character === '"' && /[$`\\]/.test(inside))) return null;
      word = (word ?? '') + inside;
      i = end;
    } else if (character === '\\') {
      if (i + 1 >= line.length) return null;
      word = (word ?? '') + line.charAt(++i);
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[;&|<>()$`*?[\]#~!{}]/.test(character)) {
      return null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  return words;
}
