import { spawn } from 'node:child_process';

/** One sentence when there is nowhere to open a window, else null. */
export function whyNoDisplay(env, platform) {
  if (platform === 'linux') return env.DISPLAY || env.WAYLAND_DISPLAY ? null : 'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).';
  return env.SSH_CONNECTION ? 'There is no display in an SSH session.' : null;
}

/**
 * A display to open windows on: the one there is, or an Xvfb of our own on a free number, ended by `stop`.
 * @returns {Promise<{ env: Record<string, string>, stop: () => void } | null>} null where there is none and no Xvfb
 */
export async function openDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { env: {}, stop: () => undefined };
  // -displayfd: Xvfb itself looks for a free number and writes it when it is ready.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((resolve) => {
    let text = '';
    child.stdio[3].setEncoding('utf8').on('data', (data) => {
      text += data;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('error', () => resolve(null));
    child.once('exit', () => resolve(null));
  });
  if (number === null) return null;
  const stop = () => child.kill();
  process.once('exit', stop);
  return { env: { DISPLAY: `:${number}` }, stop };
}
