import { createLoginLedger, memoryStore } from '../../electron/camera/login-ledger';
import { receiveStream } from '../../electron/camera/rtsp/receive-stream';
import { Secret } from '../../electron/domain/secret';
import type { StreamOrder, StreamRead } from './laptop-orders';

/*
 * Receives one stream as the product does and says what it was: the one thing that ffprobe is asked as well, so nothing else of the
 * product is loaded. The order as JSON in the first argument, the answer as JSON on standard output.
 */

const now = (): number => performance.timeOrigin + performance.now();
const quiet = (): void => undefined;

async function read(order: StreamOrder): Promise<StreamRead> {
  const ledger = createLoginLedger({ now: Date.now, store: memoryStore() });
  const started = now();
  const { measure } = await receiveStream({
    uri: order.uri, subject: { deviceId: order.uri, address: order.address }, logins: [{ credentialId: 'bench', username: order.username, password: new Secret(order.password) }],
    ledger, log: quiet, signal: new AbortController().signal, seconds: 2, now: Date.now,
  });
  return { processStarted: performance.timeOrigin, started, ended: now(), measure: { fps: measure.fps, kbps: measure.kbps, loss: measure.loss } };
}

void read(JSON.parse(process.argv[2] ?? '{}') as StreamOrder).then(
  (answer) => process.stdout.write(JSON.stringify(answer)),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
