import { describe, expect, it } from 'vitest';
import { errorData, TunnelError, type ErrorCode } from '../../../electron/domain/errors';
import { ARCHITECTURES, type HeldClient } from '../../../electron/domain/vpn-client';
import { WORDS } from '../../../electron/domain/words/words';
import { clientsExitCode, ClientsResult, makeClientsResult, type ClientsOutcome } from '../../../electron/terminal/clients-result';
import { clientsText } from '../../../electron/terminal/clients-text';
import { CLIENTS_COMMANDS, CLIENTS_USAGE, readClientsOptions } from '../../../electron/terminal/clients-usage';

const SHA = 'ab'.repeat(32);
const HELD: HeldClient = { version: 'v1.5.1', architecture: 'arm64', sha256: SHA, size: 25_300_000, keptAt: '2026-11-24T12:00:00.000Z', trust: 'maker', from: 'github.com', state: 'good' };
const outcome = (part: Partial<ClientsOutcome>): ClientsOutcome => ({ command: 'fetch', changed: [], failed: [], held: [], ...part });
const failure = (code: ErrorCode): ClientsOutcome['failed'][number] => ({ architecture: 'armv5', error: errorData(new TunnelError(code, { version: 'v1.5.1' })) });

describe('clients, on the command line', () => {
  it.each([
    [['clients'], { action: 'list' }],
    [['clients', 'list'], { action: 'list' }],
    [['clients', 'check'], { action: 'check' }],
    [['clients', 'fetch', '1.5.1'], { action: 'fetch', version: 'v1.5.1', architectures: ['amd64', 'arm64', 'armv7', 'armv6'] }],
    [['clients', 'fetch', 'v1.5.1', 'armv5', 'mips-softfloat'], { action: 'fetch', version: 'v1.5.1', architectures: ['armv5', 'mips-softfloat'] }],
    [['clients', 'add', './netclient', '--version', '1.5.1', '--architecture', 'arm64'], { action: 'add', file: './netclient', version: 'v1.5.1', architecture: 'arm64', sha256: null }],
    [['clients', 'add', 'x', '--version', '1.5.1', '--architecture', 'arm64', '--sha256', SHA.toUpperCase()], { action: 'add', file: 'x', version: 'v1.5.1', architecture: 'arm64', sha256: SHA }],
    [['clients', 'trust', '1.5.1', 'arm64', SHA], { action: 'trust', version: 'v1.5.1', architecture: 'arm64', sha256: SHA }],
    [['clients', 'remove', '1.5.1'], { action: 'remove', version: 'v1.5.1', architecture: null }],
    [['clients', 'remove', '1.5.1', 'arm64'], { action: 'remove', version: 'v1.5.1', architecture: 'arm64' }],
  ])('understands %j', (argv, action) => {
    expect(readClientsOptions(argv)).toEqual({ command: 'clients', action, data: null, json: false, language: null });
  });

  it('takes where they are kept, the language and JSON; and has a help of its own', () => {
    expect(readClientsOptions(['--data', '/d', 'clients', '--json', '--language', 'nl'])).toMatchObject({ data: '/d', json: true, language: 'nl' });
    expect(readClientsOptions(['clients', 'fetch', '--help'])).toBe('clients-help');
    for (const command of CLIENTS_COMMANDS) expect(CLIENTS_USAGE).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const architecture of ARCHITECTURES) expect(CLIENTS_USAGE).toContain(architecture);
  });

  it('leaves every other command alone', () => {
    for (const argv of [[], ['survey', '--practice'], ['connect', '--site', 'clients'], ['why', '1.2.3.4']]) expect(readClientsOptions(argv)).toBeNull();
  });

  it.each([
    [['clients', 'buy']], [['clients', 'list', 'x']], [['clients', 'fetch']], [['clients', 'fetch', 'latest']], [['clients', 'fetch', '1.5.1', 'sparc']], [['clients', 'add', 'x']], [['clients', 'add', 'x', 'y', '--version', '1.5.1', '--architecture', 'arm64']],
    [['clients', 'add', 'x', '--version', '1.5.1', '--architecture', 'arm64', '--sha256', 'abc']], [['clients', 'trust', '1.5.1', 'arm64']], [['clients', 'trust', '1.5.1', 'arm64', SHA, 'x']], [['clients', 'remove', '1.5.1', 'arm64', 'armv7']],
    [['clients', '--version', '1.5.1']], [['clients', '--site', 'x']], [['clients', '--language', 'tlh']],
  ])('refuses %j', (argv) => {
    expect(() => readClientsOptions(argv)).toThrow(TunnelError);
  });

  it.each([
    [outcome({ changed: [HELD] }), 0],
    [outcome({ changed: [{ ...HELD, trust: 'nobody' }] }), 4],
    [outcome({ changed: [HELD], failed: [failure('client-checksum')] }), 3],
    [outcome({ failed: [failure('client-download-failed')] }), 1],
    [outcome({ command: 'check', held: [HELD] }), 0],
    [outcome({ command: 'check', held: [HELD, { ...HELD, state: 'missing' }] }), 1],
    [outcome({ command: 'list', held: [{ ...HELD, state: 'damaged' }] }), 0],
  ])('ends with a code that a script can use (%#)', (one, code) => {
    expect(clientsExitCode(one)).toBe(code);
  });

  it('prints a document of its schema', () => {
    const document = makeClientsResult(3, null, outcome({ changed: [HELD], failed: [failure('client-checksum')], held: [HELD] }));
    expect(ClientsResult.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it('says what is held, for which kind of computer, and why it is believed', () => {
    expect(clientsText(outcome({ command: 'list', held: [HELD, { ...HELD, architecture: 'armv6', state: 'damaged' }] }), WORDS.en).split('\n')).toEqual([
      'VPN clients on this computer',
      '  v1.5.1    arm64             Raspberry Pi 3 to 5, with a 64-bit system',
      '    25.3 MB, 2026-11-24, github.com, checked with the checksum of its maker',
      `    SHA-256 ${SHA}`,
      '  v1.5.1    armv6             Raspberry Pi 1 or Zero',
      '    25.3 MB, 2026-11-24, github.com, damaged',
      `    SHA-256 ${SHA}`,
    ].map((line) => line.replace(', damaged', `, ${WORDS.en.clients.states.damaged}`)));
    expect(clientsText(outcome({ command: 'list' }), WORDS.nl)).toBe(WORDS.nl.clients.headings.none);
  });

  it('tells a person plainly what to do with a checksum that nobody published', () => {
    const text = clientsText(outcome({ changed: [{ ...HELD, trust: 'nobody' }] }), WORDS.en);
    expect(text).toContain('Nobody published a checksum of v1.5.1 for arm64');
    expect(text).toContain(`npm run cli -- clients trust v1.5.1 arm64 ${SHA}`);
  });

  it('names what a check found damaged', () => {
    expect(clientsText(outcome({ command: 'check', held: [{ ...HELD, state: 'damaged' }] }), WORDS.en)).toContain('Not as it was kept, and not used any more: v1.5.1 arm64.');
    expect(clientsText(outcome({ command: 'check', held: [HELD] }), WORDS.en)).toContain(WORDS.en.clients.headings.fine);
  });
});
