import { describe, expect, it } from 'vitest';
import { KeychainKeeper } from '../../../electron/shell/safe-storage';

/** Electron 25: the older half only. */
function oldKeychain(available: boolean): ConstructorParameters<typeof KeychainKeeper>[0] & { asked: number } {
  return {
    asked: 0,
    isEncryptionAvailable() {
      this.asked++;
      return available;
    },
    encryptString: (text: string) => Buffer.from(`old:${text}`),
    decryptString: (sealed: Buffer) => sealed.toString().replace('old:', ''),
  };
}

describe('the keychain', () => {
  it('is asked when the first secret is kept, once, and not before', async () => {
    const keychain = oldKeychain(true);
    const keeper = new KeychainKeeper(keychain, 'linux', {});
    expect([keychain.asked, keeper.known]).toEqual([0, false]);
    await keeper.available();
    await keeper.available();
    expect([keychain.asked, keeper.known]).toEqual([1, true]);
  });

  it('gives back what was sealed', async () => {
    const keeper = new KeychainKeeper(oldKeychain(true), 'linux', {});
    expect(await keeper.open(await keeper.seal('s3cret'))).toBe('s3cret');
  });

  it('is used without stopping the program where Electron can', async () => {
    const keeper = new KeychainKeeper(
      {
        isEncryptionAvailable: () => { throw new Error('stops the program'); },
        encryptString: () => { throw new Error('stops the program'); },
        decryptString: () => { throw new Error('stops the program'); },
        isAsyncEncryptionAvailable: () => Promise.resolve(true),
        encryptStringAsync: (text) => Promise.resolve(Buffer.from(`new:${text}`)),
        decryptStringAsync: (sealed) => Promise.resolve({ result: sealed.toString().replace('new:', ''), shouldReEncrypt: false }),
        getSelectedStorageBackend: () => 'gnome_libsecret',
      },
      'linux',
      {},
    );
    expect(await keeper.available()).toBe(true);
    expect(await keeper.open(await keeper.seal('s3cret'))).toBe('s3cret');
  });

  it.each<[boolean, NodeJS.Platform, NodeJS.ProcessEnv]>([
    [true, 'darwin', {}],
    [true, 'win32', {}],
    [true, 'linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }],
    [false, 'linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus', XDG_CURRENT_DESKTOP: 'i3' }],
    [false, 'linux', { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_CURRENT_DESKTOP: 'GNOME' }],
    [false, 'linux', {}],
  ])('is guessed to be %s, without asking, on %s with %j', (guess, platform, environment) => {
    const keychain = oldKeychain(!guess);
    expect(new KeychainKeeper(keychain, platform, environment).known).toBe(guess);
    expect(keychain.asked).toBe(0);
  });

  it('that seals with a password everybody knows is none', async () => {
    const keeper = new KeychainKeeper({ ...oldKeychain(true), getSelectedStorageBackend: () => 'basic_text' }, 'linux', {});
    expect(await keeper.available()).toBe(false);
    expect(keeper.known).toBe(false);
  });

  it('that breaks when it is asked is none', async () => {
    const keeper = new KeychainKeeper({ ...oldKeychain(true), isEncryptionAvailable: () => { throw new Error('no bus'); } }, 'linux', {});
    expect(await keeper.available()).toBe(false);
  });
});
