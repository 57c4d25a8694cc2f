import { describe, expect, test } from 'vitest';
import { agentPlace } from '../../../electron/box/agent-keys';

describe("where this computer's SSH agent listens", () => {
  test.each<[string, NodeJS.Platform, Record<string, string>, string[], string | null]>([
    ['where the environment says', 'linux', { SSH_AUTH_SOCK: '/run/agent' }, [], '/run/agent'],
    ['nowhere without it', 'darwin', {}, [], null],
    ['nowhere where it is empty', 'linux', { SSH_AUTH_SOCK: '' }, ['openssh-ssh-agent'], null],
    ["on Windows at OpenSSH's pipe", 'win32', {}, ['lsass', 'pageant.me.0123', 'openssh-ssh-agent'], '\\\\.\\pipe\\openssh-ssh-agent'],
    ["on Windows at Pageant's, which is named after the user", 'win32', {}, ['lsass', 'pageant.me.0123'], '\\\\.\\pipe\\pageant.me.0123'],
    ['on Windows where somebody set it', 'win32', { SSH_AUTH_SOCK: 'C:\\agent' }, ['openssh-ssh-agent'], 'C:\\agent'],
    ['nowhere on a Windows without any', 'win32', {}, ['lsass'], null],
  ])('%s', (_what, platform, environment, pipes, place) => {
    expect(agentPlace(platform, environment, () => pipes)).toBe(place);
  });
});
