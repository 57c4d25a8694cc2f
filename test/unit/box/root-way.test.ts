import { describe, expect, test } from 'vitest';
import { afterRoot, explainDoas, explainSudo, findRootWay, rootCommand } from '../../../electron/box/root-way';
import { Secret } from '../../../electron/domain/secret';

describe("what sudo's refusals mean", () => {
  test.each([
    ['sudo: a password is required', 'box-sudo-password-wrong'],
    ['kt:passwordSorry, try again.\nkt:password\nsudo: no password was provided\nsudo: 1 incorrect password attempt', 'box-sudo-password-wrong'],
    ['sudo-rs: Authentication failed, try again.\nsudo-rs: Maximum 3 incorrect authentication attempts', 'box-sudo-password-wrong'],
    ['sudo: sorry, you must have a tty to run sudo', 'box-sudo-wants-terminal'],
    ['kt:passwordop is not in the sudoers file.  This incident will be reported.', 'box-no-root'],
    ['kt:passwordSorry, user op may not run sudo on spare-box.', 'box-no-root'],
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', 'box-no-root'],
    ['sudo: something new', 'box-no-root'],
  ])('%s', (stderr, code) => {
    const error = explainSudo(stderr, 'op', true);
    expect(error.code).toBe(code);
    expect(error.detail ?? '').not.toContain('kt:password');
  });
});

describe("what doas's refusals mean", () => {
  test.each([
    ['doas: Authentication required', 'box-doas-wants-password'],
    ['doas: a tty is required', 'box-doas-wants-password'],
    ['doas: Operation not permitted', 'box-no-root'],
    ['doas: doas is not installed setuid', 'box-no-root'],
  ])('%s', (stderr, code) => {
    expect(explainDoas(stderr, 'op')).toMatchObject({ code, params: { user: 'op' } });
  });
});

describe('becoming root', () => {
  const NOT_ALLOWED = { code: 1, stderr: 'op is not in the sudoers file.' };
  const WRONG = { code: 1, stderr: 'kt:passwordSorry, try again.\nsudo: 1 incorrect password attempt' };
  const MISSING = { code: 127, stderr: 'sh: exec: not found' };
  const LETS = { code: 0, stderr: 'kt:root\n' };
  test.each([
    ['sudo refuses and doas lets through', NOT_ALLOWED, LETS, 'doas'],
    ['sudo refuses and doas too: what sudo said counts', NOT_ALLOWED, { code: 1, stderr: 'doas: Authentication required' }, 'box-no-root'],
    ['sudo refuses and there is no doas', NOT_ALLOWED, MISSING, 'box-no-root'],
    ['a wrong password is told, whatever doas would say', WRONG, LETS, 'box-sudo-password-wrong'],
    ['there is no sudo, and doas wants a password', MISSING, { code: 1, stderr: 'doas: Authentication required' }, 'box-doas-wants-password'],
    ['there is neither', MISSING, MISSING, 'box-no-root'],
    ['a doas that does nothing and says yes', MISSING, { code: 0, stderr: '' }, 'box-no-root'],
  ])('%s', async (_what, sudo, doas, outcome) => {
    const way = findRootWay(1000, new Secret('x'), 'op', ({ line }) => Promise.resolve(line.includes(' doas ') ? doas : sudo));
    expect(await way.then(({ kind }) => kind, (error: { code: string }) => error.code)).toBe(outcome);
  });

  test('without sudo, doas is tried', async () => {
    const lines: string[] = [];
    const way = await findRootWay(1000, null, 'op', async ({ line }) => {
      lines.push(line);
      return line.includes(' doas ') ? { code: 0, stderr: 'kt:root\n' } : { code: 127, stderr: 'sh: 1: exec: sudo: not found' };
    });
    expect(way).toEqual({ kind: 'doas' });
    expect(lines).toHaveLength(2);
  });

  test('a password is never part of a command line, and only one line of the input', () => {
    const { line, input } = rootCommand({ kind: 'sudo-password', password: new Secret('hush-hush') }, ['cat'], Buffer.from('own'));
    expect(line).not.toContain('hush-hush');
    expect(Buffer.from(input).toString()).toBe('hush-hush\nkt:stdin\nown');
  });

  test('what sudo says is not the answer of the command', () => {
    expect(afterRoot('We trust you have received the usual lecture\nkt:passwordkt:root\nown words\n')).toBe('own words\n');
    expect(afterRoot('kt:passwordSorry, try again.\n')).toBeNull();
  });
});
