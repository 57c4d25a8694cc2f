import net from 'node:net';
import { cancelled } from '../domain/errors';
import { deviceText } from '../camera/device-text';

const DEADLINE = 2_000;
/** RFC 4253 4.2: at most 255 bytes; lines of other text may come before. */
const MAX_GREETING = 2_048;

/** The version line that an SSH server sends first, for example `SSH-2.0-OpenSSH_9.2p1`; null for anything else. Nothing is sent. */
export function greetSsh(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const socket = net.connect({ host, port });
    let text = '';
    const finish = (outcome: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      outcome();
    };
    const abort = (): void => finish(() => reject(cancelled()));
    const timer = setTimeout(() => finish(() => resolve(null)), DEADLINE);
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', () => finish(() => resolve(null)));
    socket.on('close', () => finish(() => resolve(null)));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const line = /^(SSH-[\d.]+-[^\r\n]{1,200})\r?\n/m.exec(text)?.[1];
      if (line !== undefined) finish(() => resolve(deviceText(line, 120)));
      else if (text.length > MAX_GREETING) finish(() => resolve(null));
    });
  });
}
