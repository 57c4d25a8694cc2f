import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { errorData, TunnelError } from '../../../electron/domain/errors';
import { Redactor } from '../../../electron/domain/redaction';
import { Secret } from '../../../electron/domain/secret';

describe('redaction', () => {
  it('hides a secret in every form in which it travels', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }), (secret) => {
        const redactor = new Redactor();
        redactor.register(secret);
        const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')];
        for (const form of forms) expect(redactor.redact(`before ${form} after`)).toBe('before [secret] after');
      }),
    );
  });

  it('hides the longer of two secrets whole', () => {
    const redactor = new Redactor();
    redactor.register('hunter');
    redactor.register('hunter2-and-more');
    expect(redactor.redact('x hunter2-and-more y hunter z')).toBe('x [secret] y [secret] z');
  });

  it('hides logins in addresses and tokens that nobody registered', () => {
    const { redact } = new Redactor();
    expect(redact('rtsp://admin:p%40ss@10.0.0.1/live failed')).toBe('rtsp://[secret]@10.0.0.1/live failed');
    expect(redact('Authorization: Bearer eyJhbGciOi.abc')).toBe('Authorization: Bearer [secret]');
  });

  it('keeps a secret out of whatever prints it by mistake', () => {
    const secret = new Secret('Camera-Pass1!');
    expect(`${String(secret)} ${JSON.stringify({ secret })} ${Object.values(secret).join()}`).not.toContain('Camera-Pass1!');
  });

  it('reaches every free text of an error, causes included', () => {
    const redactor = new Redactor();
    redactor.register('Camera-Pass1!');
    const error = new TunnelError('agents-refused', { message: 'bad Camera-Pass1!' }, { detail: 'sent Camera-Pass1!', cause: new Error('GET /?p=Camera-Pass1!') });
    expect(JSON.stringify(errorData(error, redactor.redact))).not.toContain('Camera-Pass1!');
  });
});

describe('errors as data', () => {
  it('tells a stop from a mistake of ours', () => {
    expect(errorData(new DOMException('stopped', 'AbortError')).kind).toBe('cancelled');
    expect(errorData(new TypeError('x is undefined')).kind).toBe('bug');
    expect(errorData('thrown text')).toMatchObject({ kind: 'bug', detail: 'thrown text' });
  });

  it("keeps a device's control characters away from the terminal", () => {
    expect(errorData(new TunnelError('bug', {}, { detail: 'a\u001b[31mred\u0007\nb' })).detail).toBe('a [31mred b');
  });
});
