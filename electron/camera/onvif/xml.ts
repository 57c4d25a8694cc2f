import { XMLParser } from 'fast-xml-parser';

/** An element without namespace prefixes: cameras use any prefix, declared or not. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Own text, entities of XML itself decoded, trimmed. */
  readonly text: string;
}

/** Bytes. The largest honest answer on record is 160 KB (a recorder with 36 profiles). */
export const MAX_XML = 1024 * 1024;
/** ONVIF answers nest at most 14 deep. */
const MAX_DEPTH = 40;
const MAX_NODES = 40_000;

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: true,
  allowBooleanAttributes: true,
  maxNestedTags: MAX_DEPTH,
  jPath: false,
});

/**
 * The document's root element, or null for whatever is no XML, is too large or too deep, or declares a document type (the way to
 * entities that grow without end). Never throws. Byte order marks, blanks before the declaration and trailing NULs are forgiven.
 */
export function parseXml(bytes: Uint8Array): XmlNode | null {
  if (bytes.length > MAX_XML) return null;
  const text = trimmed(decode(bytes));
  if (!text.startsWith('<') || /<!(?:DOCTYPE|ENTITY)/i.test(text) || tagsIn(text) > 2 * MAX_NODES) return null;
  try {
    const budget = { left: MAX_NODES };
    const roots = nodes(parser.parse(text) as unknown, budget, 0);
    return roots.find((node) => node.name !== '') ?? null;
  } catch {
    return null;
  }
}

/** Without byte order marks, blanks and the trailing NULs of C strings (Dahua, TP-Link). Not by a pattern: `\s+$` goes over each run of blanks once for each of them. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  const empty = (at: number): boolean => text.charCodeAt(at) === 0 || text[at]?.trim() === '';
  while (start < end && empty(start)) start++;
  while (end > start && empty(end - 1)) end--;
  return text.slice(start, end);
}

/** Counted beforehand: a megabyte of `<a/>` keeps the parser busy for seconds. */
function tagsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) count++;
  return count;
}

/**
 * The encoding that the document declares, where it is one we know; else UTF-8. Wrong bytes become U+FFFD. A declaration that can be
 * read byte by byte stands in no document of two bytes a character, whatever it says (recorded: an encoder's `utf-16`).
 */
function decode(bytes: Uint8Array): string {
  const label = /^<\?xml[^>]{0,100}encoding=["']([\w-]{1,20})["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart())?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(/^utf-?(?:16|32)|^ucs/i.test(label) ? 'utf-8' : label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function nodes(raw: unknown, budget: { left: number }, depth: number): XmlNode[] {
  if (!Array.isArray(raw) || depth > MAX_DEPTH) return [];
  const found: XmlNode[] = [];
  for (const item of raw as unknown[]) {
    if (budget.left-- <= 0) throw new Error('too many elements');
    if (typeof item !== 'object' || item === null) continue;
    for (const [name, content] of Object.entries(item)) {
      if (name === ':@' || name === '#text') continue;
      const attributes = (item as Record<string, unknown>)[':@'];
      found.push({
        name,
        attributes: new Map(typeof attributes === 'object' && attributes !== null ? Object.entries(attributes).map(([key, value]) => [key, decodeEntities(String(value))]) : []),
        children: nodes(content, budget, depth + 1),
        text: ownText(content),
      });
    }
  }
  return found;
}

function ownText(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return decodeEntities((content as unknown[]).map((item) => (typeof item === 'object' && item !== null && '#text' in item ? String(item['#text']) : '')).join('')).trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities of XML and character numbers, once; nothing that a document could define itself. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (all, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0x1f && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : all;
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[character] ?? ''};`);
}

/** First child along the path; null where one is missing. */
export function childAt(node: XmlNode | null, ...path: readonly string[]): XmlNode | null {
  return path.reduce<XmlNode | null>((at, name) => at?.children.find((child) => child.name === name) ?? null, node);
}

export function textAt(node: XmlNode | null, ...path: readonly string[]): string | null {
  const text = childAt(node, ...path)?.text ?? '';
  return text === '' ? null : text;
}

/** Every element of that name at any depth, in document order. */
export function* descendants(node: XmlNode | null, name: string): Generator<XmlNode> {
  if (node === null) return;
  for (const child of node.children) {
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}

export function firstDescendant(node: XmlNode | null, name: string): XmlNode | null {
  for (const found of descendants(node, name)) return found;
  return null;
}
