import { describe, expect, it } from 'vitest';
import { whyNoDisplay } from '../../../build/display.mjs';
import { nodeProblem } from '../../../build/node-version.mjs';

describe('Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('%s is new enough', (version) => {
    expect(nodeProblem(version)).toBeNull();
  });

  it.each(['20.18.3', '18.20.8', '8.17.0', '0.12.18'])('%s is too old, and one sentence says what is needed', (version) => {
    expect(nodeProblem(version)).toBe(`Kerberos Tunnel needs Node 20.19 or newer; this is Node ${version}. Get it from https://nodejs.org and try again.`);
  });
});

describe('a window', () => {
  it.each<[NodeJS.ProcessEnv, NodeJS.Platform]>([
    [{ DISPLAY: ':0' }, 'linux'],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
    // Forwarded by SSH.
    [{ DISPLAY: 'localhost:10.0', SSH_CONNECTION: '1.2.3.4 5 6.7.8.9 22' }, 'linux'],
    [{}, 'darwin'],
    [{}, 'win32'],
  ])('can be opened with %j on %s', (env, platform) => {
    expect(whyNoDisplay(env, platform)).toBeNull();
  });

  it.each<[NodeJS.ProcessEnv, NodeJS.Platform]>([
    [{}, 'linux'],
    [{ DISPLAY: '' }, 'linux'],
    [{ SSH_CONNECTION: '1.2.3.4 5 6.7.8.9 22' }, 'darwin'],
  ])('cannot be opened with %j on %s', (env, platform) => {
    expect(whyNoDisplay(env, platform)).toMatch(/^There is no display .*\.$/);
  });
});
