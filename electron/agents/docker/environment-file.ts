import { randomBytes } from 'node:crypto';
import { Secret } from '../../domain/secret';
import type { Secrets } from '../../engine/ports';
import type { AgentAccount } from '../agent-environment';

/** What is read back of an agent's environment file: what an update must keep. */
export interface KeptFile {
  /** Id of the site that it was written for; null: not written by this program. */
  readonly site: string | null;
  readonly key: string | null;
  readonly port: number | null;
  /** null: not whole. */
  readonly account: AgentAccount | null;
}

/** Comments of ours, which Docker skips. */
const NOTE = '# kerberos-tunnel.';

/**
 * A file for `docker run --env-file`: one `NAME=value` a line, the value literally to its end (docker/cli opts/envfile.go). None holds
 * the end of a line: `agentEnvironment` sees to that.
 */
export function environmentFile(environment: Readonly<Record<string, string>>, notes: { readonly site: string; readonly port: number }): Secret {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return new Secret(['# Written by Kerberos Tunnel. "Take everything back" removes this file.', `${NOTE}site=${notes.site}`, `${NOTE}port=${notes.port}`, ...lines, ''].join('\n'));
}

/** `lines`: those of it that `AGENT_LOOK_SCRIPT` shows. */
export function readKeptFile(lines: readonly string[], secrets: Secrets): KeptFile {
  const valueOf = (name: string): string | null => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  const [username, password, jwtSecret] = [valueOf('AGENT_USERNAME'), valueOf('AGENT_PASSWORD'), valueOf('AGENT_JWT_SECRET')];
  const port = Number(valueOf(`${NOTE}port`) ?? '');
  return {
    site: valueOf(`${NOTE}site`),
    key: valueOf('AGENT_KEY'),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    account: username === null || password === null || jwtSecret === null || password === '' || jwtSecret === '' ? null : { username, password: secrets.learned(password), jwtSecret: secrets.learned(jwtSecret) },
  };
}

/** Nobody needs to remember it: it stands in the agent's file. */
export function newAccount(secrets: Secrets): AgentAccount {
  return { username: `kerberos-${randomBytes(3).toString('hex')}`, password: secrets.learned(randomBytes(24).toString('base64url')), jwtSecret: secrets.learned(randomBytes(32).toString('base64url')) };
}
