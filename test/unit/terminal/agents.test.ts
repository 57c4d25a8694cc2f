import { describe, expect, it } from 'vitest';
import { errorData, TunnelError } from '../../../electron/domain/errors';
import type { SiteAgent, SiteAgents } from '../../../electron/domain/site-agents';
import { WORDS } from '../../../electron/domain/words/words';
import { agentsExitCode, AgentsResult, makeAgentsResult } from '../../../electron/terminal/agents-result';
import { agentsText } from '../../../electron/terminal/agents-text';
import { AGENTS_COMMANDS, AGENTS_USAGE, readAgentsOptions } from '../../../electron/terminal/agents-usage';

const SITE = ['--site', 'bakery.json'];
const agent = (part: Partial<SiteAgent>): SiteAgent => ({ name: 'bakery-gate', camera: 'Gate', deviceId: 'd', address: '10.0.0.11', kind: 'factory', standing: 'wanted', status: 'runs', trouble: null, ...part });
const found = (agents: SiteAgent[], part: Partial<SiteAgents['places'][number]> = {}): SiteAgents => ({ places: [{ kind: 'factory', place: 'https://f.example', variant: 'x', others: 0, error: null, ...part }], agents });

describe('agents, on the command line', () => {
  it.each([
    [['agents'], { action: 'list' }],
    [['agents', 'list'], { action: 'list' }],
    [['agents', 'remove', 'bakery-gate', 'Yard'], { action: 'remove', which: ['bakery-gate', 'Yard'] }],
    [['agents', 'remove', '--all'], { action: 'remove', which: 'all' }],
    [['agents', 'remove', '--orphans'], { action: 'remove', which: 'orphans' }],
    [['agents', 'rename', 'Gate', 'Main gate'], { action: 'rename', camera: 'Gate', name: 'Main gate' }],
    [['agents', 'replace', 'Gate', '10.0.0.50'], { action: 'replace', camera: 'Gate', device: '10.0.0.50' }],
    [['agents', 'rotate', 'Gate', '--password-file', 'p.txt'], { action: 'rotate', camera: 'Gate', passwordFile: 'p.txt', onCamera: false }],
    [['agents', 'rotate', 'Gate', '--on-camera', '--password-file', 'p.txt'], { action: 'rotate', camera: 'Gate', passwordFile: 'p.txt', onCamera: true }],
  ])('understands %j', (argv, action) => {
    expect(readAgentsOptions([...argv, ...SITE])).toEqual({ command: 'agents', action, site: 'bakery.json', practice: false, data: null, json: false, language: null });
  });

  it('has a help of its own, and leaves every other command alone', () => {
    expect(readAgentsOptions(['agents', 'remove', '--help'])).toBe('agents-help');
    for (const command of AGENTS_COMMANDS) expect(AGENTS_USAGE).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const argv of [[], ['survey', '--practice'], ['connect', '--site', 'agents'], ['clients', 'list']]) expect(readAgentsOptions(argv)).toBeNull();
  });

  it.each([
    [['agents', 'buy', ...SITE]], [['agents', 'list', 'x', ...SITE]], [['agents', 'list']], [['agents', ...SITE, '--practice']], [['agents', 'remove', ...SITE]], [['agents', 'remove', 'x', '--all', ...SITE]], [['agents', 'remove', '--all', '--orphans', ...SITE]],
    [['agents', 'list', '--all', ...SITE]], [['agents', 'rename', 'x', ...SITE]], [['agents', 'rename', 'x', 'y', 'z', ...SITE]], [['agents', 'replace', 'x', ...SITE]], [['agents', 'rotate', 'x', ...SITE]],
    [['agents', 'rotate', '--password-file', 'p', ...SITE]], [['agents', 'list', '--password-file', 'p', ...SITE]], [['agents', 'list', '--on-camera', ...SITE]], [['agents', '--language', 'tlh', ...SITE]],
  ])('refuses %j', (argv) => {
    expect(() => readAgentsOptions(argv)).toThrow(TunnelError);
  });

  it.each([
    [found([agent({})]), 0],
    [found([agent({}), agent({ status: 'waits' })]), 1],
    [found([agent({ status: 'missing' })]), 1],
    [found([agent({ standing: 'orphan', status: 'waits' })]), 0],
    [found([], { error: errorData(new TunnelError('agents-unreachable')) }), 1],
  ])('ends with a code that a script can use (%#)', (list, code) => {
    expect(agentsExitCode({ command: 'list', changed: [], found: list })).toBe(code);
    expect(agentsExitCode({ command: 'remove', changed: [], found: list })).toBe(0);
  });

  it('prints a document of its schema', () => {
    const document = makeAgentsResult(0, null, null, { command: 'rename', changed: [{ agent: 'bakery-gate', camera: 'Gate' }], found: found([agent({})]) });
    expect(AgentsResult.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it('says whose each agent is, what is wrong with it and what to do', () => {
    const list = found([agent({}), agent({ name: 'bakery-yard', camera: 'Yard', status: 'missing' }), agent({ name: 'bakery-old', camera: null, standing: 'orphan' }), agent({ kind: 'edge', name: 'bakery-bell', camera: 'Bell', status: 'unasked' })], { others: 3 });
    expect(agentsText(list, WORDS.en).split('\n')).toEqual([
      'Agents in Factory (https://f.example)',
      '+ bakery-gate  Gate, runs',
      '! bakery-yard  Yard, is gone',
      '    Somebody removed it. Connect again to make it anew.',
      '~ bakery-old   runs, was made for this site, but this computer knows nothing of it',
      `    ${WORDS.en.siteAgents.todos.orphan}`,
      '  Agents of others there: 3',
      'Agents in the small computer',
      '! bakery-bell  Bell, could not be asked',
    ]);
    expect(agentsText(found([]), WORDS.nl)).toContain(WORDS.nl.siteAgents.headings.none);
  });
});
