import net from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { receiveStream } from '../../../electron/camera/rtsp/receive-stream';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import { h264Seconds, H264_SDP, scriptedRtsp, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

let camera: ScriptedRtsp | null = null;
let door: tls.Server | null = null;
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (door === null ? resolve(null) : door.close(resolve)));
  await camera?.close();
  camera = door = null;
});

/** TLS in front of a camera that asks for the password readable. */
async function secured(): Promise<number> {
  camera = await scriptedRtsp((request) =>
    request.method === 'DESCRIBE' ? (request.headers['authorization'] === undefined ? { status: '401 Unauthorized', headers: ['WWW-Authenticate: Basic realm="x"'] } : { status: '200 OK', body: H264_SDP })
    : request.method === 'SETUP' ? { status: '200 OK', headers: ['Session: 1', 'Transport: RTP/AVP/TCP;interleaved=0-1'] }
    : request.method === 'PLAY' ? { status: '200 OK', then: h264Seconds(2) }
    : { status: '200 OK' });
  const { port } = camera;
  door = tls.createServer(selfSigned('camera'), (socket) => {
    const inside = net.connect(port, '127.0.0.1');
    for (const end of [socket, inside]) {
      sockets.add(end);
      end.on('error', () => undefined);
    }
    socket.pipe(inside).pipe(socket);
  });
  await new Promise<void>((resolve) => {
    door?.listen(0, '127.0.0.1', () => resolve());
  });
  const address = door.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a stream behind TLS', () => {
  it('is received, its certificate is named for what it is, and a readable password may pass because nobody reads along', async () => {
    const port = await secured();
    const received = await receiveStream({ uri: `rtsps://127.0.0.1:${port}/live`, subject: { deviceId: 'cam', address: '127.0.0.1' }, logins: [login('admin', 'secret', 'set')], ledger: memoryLedger(), log: quiet, now: Date.now, seconds: 2, signal: AbortSignal.timeout(15_000) });
    expect(received).toMatchObject({ tls: 'self-signed', readablePassword: false, passwordAsked: true, measure: { frames: 51, transport: 'tcp' } });
    expect(camera?.seen.map((request) => request.method).at(-1)).toBe('TEARDOWN');
  });
});
