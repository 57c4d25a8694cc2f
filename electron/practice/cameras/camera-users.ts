import { escapeXml } from '../../camera/onvif/xml';
import type { Account, DeviceCharacter } from './character';
import { elementText } from './soap-request';

/** What SetUser came to: a fault's ONVIF subcodes and words, or null where it was done. */
export type UserFault = { readonly subcodes: readonly string[]; readonly words: string } | null;

/** Signs that the device with rules asks for. */
const LEAST = 12;

/** The one user of a simulated device, for all of its protocols: whoever holds `account` sees the new password at once. */
export class CameraUsers {
  readonly account: { readonly username: string; password: string };
  /** UserLevel as ONVIF names it. */
  level = 'Administrator';
  readonly #character: DeviceCharacter;
  readonly #onPassword: (password: string) => void;

  constructor(character: DeviceCharacter, account: Account, onPassword: (password: string) => void) {
    this.account = { ...account };
    this.#character = character;
    this.#onPassword = onPassword;
  }

  /** Does it know GetUsers and SetUser? */
  get offered(): boolean {
    return !this.#character.quirks.includes('no-users');
  }

  /** Of devices whose user is none that may look after users. */
  get forbidden(): boolean {
    return this.#character.quirks.includes('plain-user');
  }

  /** GetUsersResponse; without passwords, as ONVIF Core 8.4 has it. */
  listed(): string {
    return `<tds:GetUsersResponse><tds:User><tt:Username>${escapeXml(this.account.username)}</tt:Username><tt:UserLevel>${this.level}</tt:UserLevel></tds:User></tds:GetUsersResponse>`;
  }

  /** SetUser: password and level together, as sent. */
  set(envelope: string): UserFault {
    const body = envelope.slice(envelope.search(/<(?:[\w.-]+:)?SetUser\b/));
    const [username, password, level] = ['Username', 'Password', 'UserLevel'].map((name) => elementText(body, name));
    if (username !== this.account.username) return { subcodes: ['InvalidArgVal', 'UsernameMissing'], words: 'Username not recognized' };
    if (this.#character.quirks.includes('strict-passwords') && (password ?? '').length < LEAST) return { subcodes: ['OperationProhibited', 'PasswordTooWeak'], words: `The password is too weak: ${LEAST} signs at least` };
    this.level = level ?? 'User';
    if (password == null || this.#character.quirks.includes('keeps-password')) return null;
    this.account.password = password;
    this.#onPassword(password);
    return null;
  }
}
