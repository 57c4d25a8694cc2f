import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const LAB = path.join(ROOT, 'test/lab/lab');

/** As much of `lab.json` as the bench uses. */
export interface LabFacts {
  readonly state: string;
  readonly laptop: { readonly environment: Readonly<Record<string, string>> };
  readonly namespaces: { readonly laptop: string };
  readonly site: { readonly range: string };
  readonly cloud: {
    readonly netmaker: { readonly url: string; readonly username: string; readonly password: string; readonly network: string };
    readonly factory: { readonly url: string; readonly username: string; readonly password: string };
  };
  readonly box: { readonly address: string; readonly port: number; readonly username: string; readonly password: string; readonly privateKey: string };
  readonly netclient: { readonly path: string; readonly sha256: string };
  readonly cameras: readonly { readonly number: number; readonly mac: string; readonly address: string; readonly username: string; readonly password: string; readonly streams: readonly { readonly role: string; readonly url: string }[] }[];
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A whole site of `test/lab` (its README says what is real in it), under a name of its own. */
export class ConnectLab {
  readonly file: string;
  readonly facts: LabFacts;
  readonly #name: string;

  private constructor(name: string, file: string) {
    this.#name = name;
    this.file = file;
    this.facts = JSON.parse(readFileSync(file, 'utf8')) as LabFacts;
  }

  /** `wan`: options of the lab's line to the internet, for example `delay=50`. */
  static async up(name: string, options: { cameras: number; wan: string }): Promise<ConnectLab> {
    await lab(name, ['up', '--cameras', String(options.cameras), '--box', 'key,sudopw', '--wan', options.wan]);
    await lab(name, ['cloud', 'start']);
    return new ConnectLab(name, path.join('/run/kerberos-tunnel-lab', name, 'lab.json'));
  }

  static async down(name: string): Promise<void> {
    await lab(name, ['down']);
  }

  /** Runs a program on the site's laptop. */
  onLaptop(argv: readonly string[], deadlineMs: number): Promise<Ended> {
    return run('ip', ['netns', 'exec', this.facts.namespaces.laptop, ...argv], { ...process.env, ...this.facts.laptop.environment }, deadlineMs);
  }

  /** Calls that Netmaker and Factory were sent since the last time, by whomever. */
  async calls(): Promise<number> {
    const ended = await run(LAB, ['in', 'cloud', process.execPath, '-e', CALLS], { ...process.env, LAB: this.#name }, 20_000);
    if (ended.code !== 0) throw new Error(`the lab's cloud does not tell its calls: ${ended.stderr.slice(-300)}`);
    return Number(ended.stdout);
  }
}

const CALLS = `
const sum = (value) => typeof value === 'number' ? value : Object.values(value ?? {}).reduce((total, one) => total + sum(one), 0);
fetch('http://203.0.113.10:9999/calls').then((answer) => answer.json()).then((calls) => { console.log(sum(calls)); return fetch('http://203.0.113.10:9999/calls', { method: 'DELETE' }); });
`;

async function lab(name: string, args: readonly string[]): Promise<void> {
  const ended = await run(LAB, args, { ...process.env, LAB: name }, 120_000);
  if (ended.code !== 0) throw new Error(`lab ${args.join(' ')}: exit ${String(ended.code)} ${(ended.stderr + ended.stdout).slice(-500)}`);
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, deadlineMs: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
