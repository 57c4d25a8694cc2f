import type { SafeStorage } from 'electron';
import type { SecretKeeper } from '../store/secret-store';

/** As Electron's, with the newer half optional: Electron 25 has only the older one. */
type Keychain = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>>;

/**
 * The system's keychain. Asked for the first time when the first secret is kept or needed, never at the start: a locked
 * keyring makes the question wait for a person (12 s and more were seen), and the older form of it stops the whole program.
 */
export class KeychainKeeper implements SecretKeeper {
  readonly #keychain: Keychain;
  readonly #platform: NodeJS.Platform;
  #available: Promise<boolean> | null = null;
  #known: boolean;

  constructor(keychain: Keychain, platform: NodeJS.Platform, environment: NodeJS.ProcessEnv) {
    this.#keychain = keychain;
    this.#platform = platform;
    this.#known = looksAvailable(platform, environment);
  }

  /** Whether secrets survive the end of the program: the answer once it was asked for, a good guess before. */
  get known(): boolean {
    return this.#known;
  }

  available(): Promise<boolean> {
    this.#available ??= this.#ask().then((available) => (this.#known = available));
    return this.#available;
  }

  async seal(text: string): Promise<Uint8Array> {
    return this.#keychain.encryptStringAsync?.(text) ?? this.#keychain.encryptString(text);
  }

  async open(sealed: Uint8Array): Promise<string> {
    const buffer = Buffer.from(sealed);
    return (await this.#keychain.decryptStringAsync?.(buffer))?.result ?? this.#keychain.decryptString(buffer);
  }

  async #ask(): Promise<boolean> {
    try {
      const available = await (this.#keychain.isAsyncEncryptionAvailable?.() ?? this.#keychain.isEncryptionAvailable());
      // "basic_text" seals with a password that stands in Chromium's source: that is no keychain.
      return available && (this.#platform !== 'linux' || this.#keychain.getSelectedStorageBackend?.() !== 'basic_text');
    } catch {
      return false;
    }
  }
}

/** macOS and Windows always have a keychain; on Linux it comes with the desktop, over the session's bus. */
function looksAvailable(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return true;
  const bus = environment['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  const desktop = environment['XDG_CURRENT_DESKTOP'] ?? '';
  return bus.startsWith('unix:') && /gnome|kde|unity|cinnamon|xfce|pantheon|deepin|ukui/i.test(desktop);
}
