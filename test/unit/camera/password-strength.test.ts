import { describe, expect, it } from 'vitest';
import { isWeakPassword } from '../../../electron/camera/password-strength';

describe('a password', () => {
  it.each([
    ['short', 'admin', 'x7!kP2q'], ['the user name', 'operator1', 'operator1'], ['the user name backwards', 'operator', 'rotarepo'], ['the user name with a year', 'beveiliging', 'Beveiliging2024!'], ['well known', 'admin', 'password123'],
    ['well known in Dutch', 'admin', 'Welkom2026'], ['well known with signs', 'admin', '!!Admin123!!'], ['digits in a row', 'admin', '12345678'], ['digits backwards', 'admin', '987654321'], ['keys in a row', 'admin', 'qwertyuiop'],
    ['one character again and again', 'admin', 'aaaaaaaaaaaa'], ['a few characters again and again', 'admin', '121212121212'], ['empty', 'admin', ''],
  ])('that is %s is weak', (_what, user, password) => {
    expect(isWeakPassword(user, password)).toBe(true);
  });

  it.each(['practice-camera', 'Xk92-hGq1', 'paardenbloem aan zee', 'correct horse', 'ünïcödé-73x'])('like %s is not', (password) => {
    expect(isWeakPassword('admin', password)).toBe(false);
  });

  it('is not weak for holding a short user name', () => {
    expect(isWeakPassword('a', 'Xk92-hGq1a')).toBe(false);
  });
});
