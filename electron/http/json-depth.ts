/** How deep JSON may nest before it is refused: the services' own answers stay below 8. */
export const MAX_DEPTH = 32;

/** Whether a JSON text nests no deeper than `MAX_DEPTH`; counted before it is parsed, so that no reader recurses into a bomb. */
export function isShallow(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) return false;
    } else if (character === '}' || character === ']') depth--;
  }
  return true;
}
