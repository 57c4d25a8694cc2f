import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openWorld } from '../../../electron/practice/world';
import { startAgent } from '../cloud/agent';
import { StandInDocker, type Process } from './daemon';
import { DockerState, EMPTY, type StoredContainer } from './state';

/*
 * The lab's Docker: `node lab-docker.cjs FOLDER [PORT]` is the daemon of one computer, to be started in its network namespace; FOLDER
 * is its disk. A container is a process of its own, this program again, which pulls its camera with ffmpeg and serves the agent's API.
 */

const IMAGES = ['docker.io/kerberos/agent:v3.11.1', 'docker.io/kerberos/agent:v3.11.0'];

function startContainer(folder: string, container: StoredContainer, log: (line: string) => void): Process {
  const { environment, publish } = container;
  const child = spawn(process.execPath, [process.argv[1] ?? '', '--agent', join(folder, 'frames', `${container.name}.jpg`), publish?.host ?? '', String(publish?.port ?? '')], {
    env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', log);
  return {
    ended: new Promise((resolve) => child.once('close', (code) => { resolve(code ?? 137); })),
    stop: () => void child.kill('SIGTERM'),
    curl: (file) =>
      new Promise((resolve, reject) => {
        const curl = spawn('curl', ['-sS', '-K', '-']);
        let [stdout, stderr] = ['', ''];
        curl.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        curl.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        curl.once('error', reject).once('close', (code) => { resolve({ code: code ?? 1, stdout, stderr }); });
        curl.stdin.end(file.replace('http://127.0.0.1:80/', `http://${publish?.host ?? ''}:${publish?.port ?? 0}/`));
      }),
  };
}

/** The container's side: everything that it knows comes from its environment, as with the real agent. */
function runAgent([frameFile = '', address = '', port = '']: readonly string[]): void {
  const of = (name: string): string => process.env[name] ?? '';
  const agent = startAgent({ rtsp: of('AGENT_CAPTURE_IPCAMERA_RTSP'), address, port: Number(port), login: { username: of('AGENT_USERNAME'), password: of('AGENT_PASSWORD') }, frameFile, lookMs: 1_000 });
  let shown = '';
  const timer = setInterval(() => {
    // Its log holds the newest lines only.
    const lines = agent.logs().split('\n').filter((line) => line !== '');
    for (const line of lines.slice(lines.lastIndexOf(shown) + 1)) console.log(line);
    shown = lines.at(-1) ?? shown;
  }, 250);
  process.once('SIGTERM', () => {
    clearInterval(timer);
    void Promise.resolve(agent.stop()).finally(() => process.exit(0));
  });
}

async function runDaemon([folder = '', port = '2375']: readonly string[]): Promise<void> {
  mkdirSync(join(folder, 'frames'), { recursive: true });
  const state = openWorld(folder).part('docker', DockerState, EMPTY);
  const docker = new StandInDocker({ state, registry: IMAGES, start: (container, log) => startContainer(folder, container, log), portTaken });
  const stop = (): void => void docker.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  await docker.listen(Number(port));
  console.log('DOCKER READY');
}

function portTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => { resolve(false); });
  });
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === '--agent') runAgent(rest);
else {
  runDaemon([first, ...rest]).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
