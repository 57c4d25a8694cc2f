import type { Account, DeviceCharacter, StreamCharacter } from './character';

export interface Target {
  readonly stream: StreamCharacter;
  /** The URI means the stream's one track. */
  readonly track: boolean;
}

/** A URI that is no stream's; `wrongLogin`: it would be one's with another login in it. */
export interface NoTarget {
  readonly stream: null;
  readonly wrongLogin: boolean;
}

/** Which stream a request URI means, whatever host it names. Paths of some makers hold the login. */
export class StreamPaths {
  readonly #character: DeviceCharacter;
  readonly #account: Account;

  constructor(character: DeviceCharacter, account: Account) {
    this.#character = character;
    this.#account = account;
  }

  /** The path as it is asked for, login filled in. */
  static fill(path: string, account: Account): string {
    return path.replace('{user}', encodeURIComponent(account.username)).replace('{pass}', encodeURIComponent(account.password));
  }

  of(uri: string): Target | NoTarget {
    const path = /^rtsps?:\/\/[^/]+(\/[^#]*)?$/i.exec(uri)?.[1] ?? '';
    const { streams, rtspOrder, control, track } = this.#character;
    const [before = '', behind] = path.split(`/${track}`);
    const ends = behind !== undefined && (behind === '' || behind.startsWith('?'));
    const plain = (ends ? `${before}${behind}` : path).replace(/\/(?=$|\?)/, '');
    const found = streams.find((stream) => same(StreamPaths.fill(stream.path, this.#account), plain)) ?? (rtspOrder === 'any-path' ? streams[0] : undefined);
    if (found !== undefined) return { stream: found, track: ends || control === 'star' };
    return { stream: null, wrongLogin: streams.some((stream) => stream.path.includes('{pass}') && shape(stream.path).test(plain)) };
  }
}

function same(path: string, asked: string): boolean {
  if (path === asked) return true;
  try {
    return decodeURIComponent(path) === decodeURIComponent(asked);
  } catch {
    return false;
  }
}

/** Any login in the places of the login. */
function shape(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{user}', '[^/]*?').replace('{pass}', '[^/]*?')}$`);
}
