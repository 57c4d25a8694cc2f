import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { HttpAnswer } from '../../http/request';
import type { FactoryClient } from './client';

const Name = z.string().max(253).transform((text) => plainText(text, 253));
const Deployment = z.object({
  name: Name.nullish(),
  /** What an agent is deleted by; it may differ from the name it was posted with. */
  deploy_name: Name.nullish(),
  internal_address: z.string().max(253).nullish(),
  port: z.coerce.number().int().min(1).max(65535).nullish().catch(null),
  total_replicas: z.coerce.number().int().nullish().catch(null),
  available_replicas: z.coerce.number().int().nullish().catch(null),
});
const List = z.object({ data: z.array(z.unknown()).nullable() });
const ErrorField = z.object({ error: z.string().nullish() });

export interface Agent {
  readonly name: string;
  readonly deployName: string;
  readonly available: boolean;
  /** How many of it Factory wants to run: 0 where somebody stopped it; null where the list does not say. */
  readonly wanted: number | null;
  /** Where its own API listens, inside the cluster; null where the list does not say. */
  readonly address: { readonly host: string; readonly port: number } | null;
}

/** All agents that Factory shows. Entries that cannot be understood are left out; a list that cannot be is an error. */
export async function listAgents(client: FactoryClient, signal: AbortSignal): Promise<Agent[]> {
  const answer = await client.deployments('GET', '/services', { signal });
  const list = answer.status === 200 && answer.body.kind === 'json' ? List.safeParse(answer.body.value) : null;
  if (list?.success !== true) throw new TunnelError('agents-refused', { action: 'list the agents', status: answer.status, message: client.said(answer) });
  return (list.data.data ?? []).flatMap((entry): Agent[] => {
    const parsed = Deployment.safeParse(entry);
    const deployName = parsed.data?.deploy_name ?? parsed.data?.name ?? '';
    if (!parsed.success || deployName === '') return [];
    const { name, internal_address: host, port, available_replicas: available, total_replicas: wanted } = parsed.data;
    // Nothing but a host name or an IPv4 address: it becomes part of a URL that gets the agents' password.
    const address = host != null && port != null && /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host) ? { host, port } : null;
    return [{ name: name ?? deployName, deployName, available: (available ?? 0) >= 1, wanted: wanted ?? null, address }];
  });
}

export function agentNamed(agents: readonly Agent[], name: string): Agent | null {
  return agents.find((agent) => agent.deployName === name) ?? agents.find((agent) => agent.name === name) ?? null;
}

/** Keys as the first-party client sends them (kerberos-io/rtsp-benchmark models/factory.go): all values are strings. */
export interface NewAgent {
  readonly name: string;
  /** Holds the camera's login. */
  readonly rtsp: string;
  readonly continuous: 'true' | 'false';
  readonly region: string;
  readonly onvif: 'true' | 'false';
  readonly onvif_xaddr?: string;
  readonly onvif_username?: string;
  readonly onvif_password?: string;
}

/** Never sent twice without a look at the list in between: Factory may accept a second one of the same name. */
export async function createAgent(client: FactoryClient, agent: NewAgent, secrets: readonly string[], signal: AbortSignal): Promise<void> {
  const answer = await client.deployments('POST', '', { body: agent, signal });
  // The application's page for unknown paths is a 200 as well.
  if (answer.status >= 200 && answer.status < 300 && answer.body.kind !== 'html' && !saysError(answer)) return;
  throw new TunnelError('agents-refused', { action: `make the agent ${agent.name}`, status: answer.status, message: client.said(answer, secrets) });
}

/** Factory's answers have the field beside `data`; a 200 that fills it is no yes. */
function saysError({ body }: HttpAnswer): boolean {
  return body.kind === 'json' && (ErrorField.safeParse(body.value).data?.error ?? '') !== '';
}

/** Gone already is fine; the caller looks whether it is. */
export async function deleteAgent(client: FactoryClient, deployName: string, signal: AbortSignal): Promise<void> {
  const answer = await client.deployments('DELETE', `/${encodeURIComponent(deployName)}`, { signal });
  if (answer.status === 404 || (answer.status >= 200 && answer.status < 300 && answer.body.kind !== 'html')) return;
  throw new TunnelError('agents-refused', { action: `remove the agent ${deployName}`, status: answer.status, message: client.said(answer) });
}
