/** Characters; below this a password is tried out in hours. */
const LONG_ENOUGH = 8;

/** Words that anybody tries first; compared without digits and signs around them. Judged with, never logged in with. */
const WELL_KNOWN = new Set([
  'admin', 'administrator', 'camera', 'cameras', 'cam', 'cctv', 'default', 'guest', 'hello', 'ipcam', 'iloveyou', 'letmein', 'login', 'master', 'monkey', 'onvif', 'operator', 'pass', 'passw0rd', 'password',
  'passwort', 'wachtwoord', 'qwerty', 'qwertz', 'azerty', 'root', 'secret', 'security', 'service', 'sunshine', 'supervisor', 'support', 'surveillance', 'system', 'test', 'user', 'video', 'viewer', 'welcome', 'welkom',
]);
const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'azertyuiop'];

/** Is it easy to guess? Only this answer may leave; a reason would tell too much of it. */
export function isWeakPassword(username: string, password: string): boolean {
  const plain = password.toLowerCase();
  const name = username.toLowerCase();
  if (password.length < LONG_ENOUGH || new Set(plain).size < 4) return true;
  if (name.length >= 3 && (plain === name || plain === [...name].reverse().join('') || trimmed(plain) === trimmed(name))) return true;
  return WELL_KNOWN.has(trimmed(plain)) || WELL_KNOWN.has(plain) || sequential(plain);
}

function trimmed(text: string): string {
  return text.replace(/^[^a-z]+|[^a-z]+$/g, '');
}

/** `12345678`, `abcdefgh`, `qwertyui`, and each of them backwards or twice: almost every step goes along one row of keys. */
function sequential(text: string): boolean {
  const rows = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);
  const steps = [...text].slice(1).filter((character, index) => rows.some((row) => row.includes((text[index] ?? '') + character)));
  return steps.length >= (text.length - 1) * 0.8;
}
