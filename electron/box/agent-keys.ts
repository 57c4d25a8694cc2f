import { readdirSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import ssh2, { type OpenSSHAgent, type ParsedKey } from 'ssh2';

/**
 * OpenSSH ends the connection at the sixth refused key (MaxAuthTries 6), and watchers such as fail2ban count those endings. Which key
 * is the right one the agent does not tell, so only its first ones are shown.
 */
export const MOST_KEYS = 5;

const PIPES = '\\\\.\\pipe\\';

/** Where this computer's SSH agent listens: what the environment says, on Windows OpenSSH's or Pageant's pipe; null: nowhere. */
export function agentPlace(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>, pipes: () => readonly string[]): string | null {
  const named = environment['SSH_AUTH_SOCK'] ?? '';
  if (named !== '') return named;
  if (platform !== 'win32') return null;
  const listening = pipes();
  // Pageant since 0.75 speaks OpenSSH's protocol at a pipe named after the user.
  const pipe = listening.find((name) => name === 'openssh-ssh-agent') ?? listening.find((name) => name.startsWith('pageant.'));
  return pipe === undefined ? null : PIPES + pipe;
}

/** The agent of the person who started this program. */
export function ownAgent(): AgentKeys | null {
  const place = agentPlace(process.platform, process.env, () => {
    try {
      return readdirSync(PIPES);
    } catch {
      return [];
    }
  });
  return place === null ? null : new AgentKeys(place);
}

type Identities = (error: Error | null | undefined, keys?: ParsedKey[]) => void;

/** The agent's first keys, and what became of the question for them. */
export class AgentKeys extends ssh2.BaseAgent<ParsedKey> {
  /** Keys that it holds and ssh2 can use. */
  held = 0;
  /** What kept it from answering. */
  problem: string | null = null;
  readonly #agent: OpenSSHAgent;
  readonly #streams = new Set<Duplex>();

  constructor(place: string) {
    super();
    this.#agent = ssh2.createAgent(place) as OpenSSHAgent;
    const open = this.#agent.getStream.bind(this.#agent);
    this.#agent.getStream = (opened) => {
      open((error: Error | null | undefined, stream?: Duplex) => {
        if (stream !== undefined) this.#streams.add(stream);
        opened(error, stream);
      });
    };
  }

  override getIdentities(done: Identities): void {
    this.#agent.getIdentities((error, keys) => {
      const usable = error == null ? ((keys ?? []) as ParsedKey[]) : [];
      this.problem = error?.message ?? null;
      this.held = usable.length;
      // Without an error: ssh2 would tell it before it told that no method is left, and go on.
      done(null, usable.slice(0, MOST_KEYS));
    });
  }

  /** `options` may be left out; the agent itself sorts that out. */
  override sign(...request: unknown[]): void {
    (this.#agent.sign as (...all: unknown[]) => unknown).apply(this.#agent, request);
  }

  /** An agent that waits for a finger on a key must not keep the program running. */
  close(): void {
    for (const stream of this.#streams) stream.destroy();
  }
}
