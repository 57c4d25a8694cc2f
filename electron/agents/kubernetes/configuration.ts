import { randomBytes } from 'node:crypto';
import type { AgentSpec } from '../../domain/agent-spec';
import type { Secrets } from '../../engine/ports';
import { agentEnvironment } from '../agent-environment';
import type { Mode, Surroundings } from './surroundings';

/** All that one agent is told, by where it is kept. Both hold one variable at most once. */
export interface Configuration {
  readonly config: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

/** What its objects hold already; secrets decoded. */
export interface Present {
  readonly config: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

export const NOTHING: Present = { config: {}, secret: {} };

/**
 * Where Factory keeps the configuration of its agents in Secrets, all of it goes into one, as Factory's does. Where it keeps it in
 * ConfigMaps, it would put the cameras' passwords there too, for everybody to read who may list ConfigMaps; ours go into a Secret beside
 * it. Factory goes on to work with such an agent: it edits the ConfigMap, which is named last and therefore wins over the Secret, and
 * when it deletes the Deployment the Secret, which belongs to that, goes as well.
 *
 * An agent keeps the key and the account that it was made with. The account of its pages is its own, unless all agents here are given
 * one: Factory signs in to its agents with that.
 */
export async function configurationOf(spec: AgentSpec, present: Present, { mode, given }: Pick<Surroundings, 'mode' | 'given'>, secrets: Secrets): Promise<Configuration> {
  const before = { ...present.secret, ...present.config };
  const told = { ...(await agentEnvironment(spec, null, secrets)), ...(before['AGENT_KEY'] === undefined ? {} : { AGENT_KEY: before['AGENT_KEY'] }) };
  const account = Object.fromEntries(Object.entries(newAccount()).filter(([name]) => given[name] === undefined).map(([name, value]) => [name, before[name] ?? value]));
  for (const name of ['AGENT_PASSWORD', 'AGENT_JWT_SECRET']) if (account[name] !== undefined) secrets.learned(account[name]);
  return divided({ ...told, ...account }, mode);
}

function newAccount(): Record<string, string> {
  return { AGENT_USERNAME: 'kerberos-tunnel', AGENT_PASSWORD: randomBytes(24).toString('base64url'), AGENT_JWT_SECRET: randomBytes(32).toString('base64url') };
}

function divided(variables: Readonly<Record<string, string>>, mode: Mode): Configuration {
  const part = (secret: boolean): Record<string, string> => Object.fromEntries(Object.entries(variables).filter(([name]) => (mode === 'secret' || isSecretVariable(name)) === secret));
  return { config: part(false), secret: part(true) };
}

/** Addresses of streams hold the camera's login. `AGENT_KEY` is a name. */
export function isSecretVariable(name: string): boolean {
  return name !== 'AGENT_KEY' && /(RTSP|USERNAME|PASSWORD|SECRET|TOKEN|KEY)$/.test(name);
}

/** Is there anything in this variable that a list of settings must not show? Wider than what we put into Secrets ourselves. */
export function isUnshowable(name: string): boolean {
  return /PASSWORD|PASSWD|SECRET|KEY|TOKEN|CREDENTIAL|RTSP/i.test(name);
}
