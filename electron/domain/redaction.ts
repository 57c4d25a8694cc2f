/**
 * Keeps registered secret values out of text. Every secret is registered when it enters the process (typed, read from a file,
 * received from a server), together with the forms in which it travels: percent-encoded, base64, JSON-escaped.
 */
export class Redactor {
  readonly #values = new Set<string>();
  #pattern: RegExp | null = null;

  /** Values of fewer than 4 characters are not registered: hiding every "a" would hide nothing and garble everything. */
  register(value: string): void {
    if (value.length < 4) return;
    for (const form of new Set([value, percentEncode(value), JSON.stringify(value).slice(1, -1), base64(value), base64(value).replace(/=+$/, '')])) {
      if (!this.#values.has(form)) {
        this.#values.add(form);
        this.#pattern = null;
      }
    }
  }

  redact = (text: string): string => {
    // Whatever was registered, credentials inside a URL and bearer tokens are never shown.
    const generic = text
      .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, '$1[secret]@')
      .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{6,}/g, '$1 [secret]');
    if (this.#values.size === 0) return generic;
    // Longest first, so that a password that contains another one is hidden whole.
    this.#pattern ??= new RegExp([...this.#values].sort((a, b) => b.length - a.length).map(escapePattern).join('|'), 'g');
    return generic.replace(this.#pattern, '[secret]');
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

// Half of a surrogate pair can be typed or received, and encodeURIComponent throws on it.
function percentEncode(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// Pure, because this layer knows neither Buffer nor btoa.
function base64(text: string): string {
  const bytes = utf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const word = (a << 16) | (b << 8) | c;
    out += [18, 12, 6, 0].map((shift, index) => (index <= bytes.length - i ? ALPHABET[(word >> shift) & 63] : '=')).join('');
  }
  return out;
}

function utf8(text: string): number[] {
  return Array.from(unescapePercent(percentEncode(text)), (character) => character.charCodeAt(0));
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
