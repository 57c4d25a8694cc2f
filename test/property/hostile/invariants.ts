/** What a parser gave that it must not give. */
export class BrokenPromise extends Error {}

export function promise(kept: boolean, what: string): void {
  if (!kept) throw new BrokenPromise(what);
}

/** What a terminal, a page or a reader's eye would obey instead of show. */
// eslint-disable-next-line no-control-regex -- control characters are what must not come through
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Every text in it, at any depth, is one safe line of at most `max` characters; numbers are numbers; `most` values in all. */
export function expectSafe(value: unknown, max: number, most = 5_000): void {
  let left = most;
  const walk = (part: unknown, where: string): void => {
    promise(left-- > 0, `more than ${most} values`);
    if (typeof part === 'string') {
      promise(part.length <= max, `${where}: ${part.length} characters`);
      promise(!UNSAFE.test(part), `${where}: unsafe text ${JSON.stringify(part.slice(0, 80))}`);
    } else if (typeof part === 'number') promise(Number.isFinite(part), `${where}: ${part}`);
    else if (typeof part === 'object' && part !== null) for (const [name, inner] of Object.entries(part)) walk(inner, `${where}.${name}`);
  };
  walk(value, 'answer');
}

const BEFORE = new Map([Object.prototype, Array.prototype, Map.prototype, String.prototype].map((prototype) => [prototype as object, Reflect.ownKeys(prototype).length]));

/** Nothing was written into what all objects share. */
export function expectPrototypesUntouched(): void {
  for (const [prototype, keys] of BEFORE) promise(Reflect.ownKeys(prototype).length === keys, 'a shared prototype was changed');
}
