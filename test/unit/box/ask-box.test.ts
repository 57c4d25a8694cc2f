import { execFile, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { ASK_SCRIPT, askBox, parseAnswers, type Answer } from '../../../electron/box/checks/ask-box';
import { STUN_BASH, STUN_PYTHON } from '../../../electron/box/checks/udp-out';
import type { Box } from '../../../electron/engine/ports';

const never = new AbortController().signal;

/** A box that is this machine, with one shell or another. */
function boxWith(shell: readonly string[]): Box {
  const unused = (): never => { throw new Error('not asked for'); };
  return {
    run: (argv) => new Promise((resolve) => {
      const [program = '', ...rest] = [...shell, ...argv.slice(1)];
      execFile(program, rest, { env: { PATH: process.env['PATH'], LC_ALL: 'C' } }, (error, stdout, stderr) => { resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, stdout, stderr }); });
    }),
    demand: unused, writeFile: unused, reaches: unused, dial: unused, facts: unused, close: unused,
  };
}

const SHELLS = [['sh'], ['bash', '--norc', '--posix'], ['bash', '--norc'], ['busybox', 'sh']].filter(([program = '']) => spawnSync(program, ['-c', 'exit 0']).error === undefined);

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('several questions in one command, by %s', (_name, shell) => {
  test('each has its answer and its code, whatever is in it', async () => {
    const questions = [['printf', 'no end'], ['printf', '%s\n', "it's", '$(id)', '*'], ['sh', '-c', 'echo wrong >&2; exit 3'], ['no-such-program-here'], ['true'], ['cat'], ['printf', '']];
    expect(await askBox(boxWith(shell), questions, { signal: never })).toEqual<Answer[]>([
      { code: 0, text: 'no end' },
      { code: 0, text: "it's\n$(id)\n*\n" },
      { code: 3, text: 'wrong\n' },
      { code: 127, text: expect.stringContaining('no-such-program-here') as string },
      { code: 0, text: '' },
      // Nothing waits for the standard input.
      { code: 0, text: '' },
      { code: 0, text: '' },
    ]);
  });

  test('one that talks without end is cut off, and the next is still asked', async () => {
    const [endless, after] = await askBox(boxWith(shell), [['yes'], ['echo', 'here']], { signal: never });
    expect(endless).toMatchObject({ code: null });
    expect(endless?.text.split('\n').length).toBeLessThan(2100);
    expect(after).toEqual({ code: 0, text: 'here\n' });
  });
});

describe('what comes back', () => {
  test('fewer answers than questions leave the rest open', async () => {
    const box: Box = { ...boxWith(['sh']), run: () => Promise.resolve({ code: 0, stdout: 'x\n\nkt:code 0\nkt:next\nhalf an ans', stderr: '' }) };
    expect(await askBox(box, [['a'], ['b']], { signal: never })).toEqual([{ code: 0, text: 'x\n' }, { code: null, text: '' }]);
  });

  test('a program that prints our own words cannot make it fail', () => {
    expect(parseAnswers('kt:code 0\nkt:next\nkt:code 9999\nkt:next\n')).toEqual([{ code: 0, text: '' }, { code: null, text: 'kt:code 9999\n' }]);
    expect(parseAnswers('')).toEqual([]);
    expect(ASK_SCRIPT).not.toContain('\n');
  });
});

const closing: (() => void)[] = [];
afterEach(() => { for (const close of closing.splice(0)) close(); });

/** A STUN server on loopback that may keep silent. */
async function stun(answers: boolean): Promise<{ port: string; heard: Buffer[] }> {
  const heard: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (request, from) => {
    heard.push(request);
    if (answers) socket.send(Buffer.concat([Buffer.from([1, 1, 0, 0]), request.subarray(4)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
  closing.push(() => { socket.close(); });
  return { port: String(socket.address().port), heard };
}

const ASKERS = [['bash', '-c', STUN_BASH], ['python3', '-c', STUN_PYTHON]].filter(([program = '']) => spawnSync(program, ['--version']).error === undefined);

describe.each(ASKERS.map((argv) => [argv[0] ?? '', argv] as const))('asking over UDP with %s', (_name, argv) => {
  test('is a STUN binding request, and its answer is heard', async () => {
    const { port, heard } = await stun(true);
    const [answer] = await askBox(boxWith(['sh']), [[...argv, '127.0.0.1', port]], { signal: never });
    expect(answer).toEqual({ code: 0, text: '' });
    expect(heard).toEqual([Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), Buffer.from('kerberostun!')])]);
  });
});

test('silence is told from a name that is not known, whoever asks', async () => {
  const { port, heard } = await stun(false);
  const questions = ASKERS.flatMap((argv) => [[...argv, '127.0.0.1', port], [...argv, 'no-such-name.invalid', port]]);
  const answers = await Promise.all(questions.map((question) => askBox(boxWith(['sh']), [question], { signal: never })));
  expect(answers.flat().map(({ code }) => code)).toEqual(ASKERS.flatMap(() => [1, 3]));
  expect(heard).toHaveLength(2 * ASKERS.length);
});
