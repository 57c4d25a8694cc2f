import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { Words, unwrap } from './answers';
import { isOlder } from './version';

/** Which Netmaker it is. Egress moved to its own resource in 0.99.0; on newer servers the old calls answer 200 and do nothing. */
export interface ServerFacts {
  /** As the server says it, `v1.5.1`; `unknown` where it does not say. */
  readonly version: string;
  readonly egressApi: 'v1' | 'legacy';
  /** Netmaker Professional: tags, one-way policies, approval of devices. */
  readonly pro: boolean;
}

const Status = z.object({ version: Words.optional(), db_connected: z.boolean().optional(), broker_connected: z.boolean().optional(), is_pro: z.boolean().optional().catch(undefined) });
// Go field names, because the struct has yaml tags only. The answer also holds the broker's password: nothing else is read.
const ServerInfo = z.object({ Version: Words });

/** Enrolment keys, the way we join, came with this version. */
const OLDEST = '0.18.4';
const EGRESS_V1_SINCE = '0.99.0';

export const UNKNOWN_VERSION = 'unknown';

/** Finds out by asking (fact sheet 1.4): the version, and whether the egress resource exists. Changes nothing. */
export async function probeServer(client: NetmakerClient, signal: AbortSignal): Promise<ServerFacts> {
  const status = await client.open({ method: 'GET', path: '/api/server/status', signal });
  const known = status.status === 200 && status.body.kind === 'json' ? Status.safeParse(unwrap(status.body.value)) : null;
  if (known?.success !== true || (known.data.db_connected === undefined && known.data.broker_connected === undefined && known.data.version === undefined)) {
    throw client.invalid(status.body.kind === 'html' ? 'a web page answers there; is it the address of the dashboard?' : `its status page answered ${status.status}`);
  }
  await client.signIn(signal);
  const version = known.data.version ?? (await versionByInfo(client, signal)) ?? UNKNOWN_VERSION;
  if (isOlder(version, OLDEST)) throw new TunnelError('overlay-too-old', { version });
  // `is_pro` since 0.21; Pro came later than that.
  return { version, egressApi: await probeEgressApi(client, version, signal), pro: known.data.is_pro === true };
}

async function versionByInfo(client: NetmakerClient, signal: AbortSignal): Promise<string | null> {
  const answer = await client.ask({ method: 'GET', path: '/api/server/getserverinfo', action: 'tell its version', accept: [400, 403, 404, 405, 500], signal });
  const info = answer.status === 200 && answer.body.kind === 'json' ? ServerInfo.safeParse(unwrap(answer.body.value)) : null;
  return info?.success === true ? info.data.Version : null;
}

async function probeEgressApi(client: NetmakerClient, version: string, signal: AbortSignal): Promise<ServerFacts['egressApi']> {
  // Without a token, because the question is only whether the route exists: 401 says so, and 400 where the network is missed first.
  const answer = await client.open({ method: 'GET', path: '/api/v1/egress', signal });
  if (answer.body.kind === 'json' && (answer.status === 200 || answer.status === 400 || answer.status === 401 || answer.status === 403)) return 'v1';
  if (answer.status === 404 || answer.status === 405) return 'legacy';
  // Anything else (a 500, a 502 or a page of a proxy) says nothing; the version decides where there is one.
  if (version !== UNKNOWN_VERSION) return isOlder(version, EGRESS_V1_SINCE) ? 'legacy' : 'v1';
  if (answer.body.kind === 'html') return 'legacy';
  throw new TunnelError('overlay-refused', { action: 'say how it opens ranges', status: answer.status, message: 'no usable answer' });
}
