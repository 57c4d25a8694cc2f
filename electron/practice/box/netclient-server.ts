import { z } from 'zod';

/** What netclient's server says to a host; the practice Netmaker and the real one alike (S:models/host.go, HostPull). */
const Pull = z.object({
  nodes: z.array(z.object({ id: z.string(), hostid: z.string(), network: z.string(), address: z.string(), networkrange: z.string(), connected: z.boolean() })).nullish(),
  peers: z
    .array(z.object({ PublicKey: z.string(), Endpoint: z.object({ IP: z.string(), Port: z.number() }).nullish(), AllowedIPs: z.array(z.string()).nullish() }))
    .nullish(),
  egress: z.array(z.object({ range: z.string(), nat: z.boolean() })).nullish(),
});
export type Pull = z.infer<typeof Pull>;

const Registered = z.object({ server_config: z.object({ Server: z.string().nullish(), API: z.string().nullish() }).nullish() });
const SignedIn = z.object({ Response: z.object({ AuthToken: z.string() }) });
const Token = z.object({ server: z.string(), value: z.string() });

/** The call was answered with a status other than 200: the real client treats it differently from a failed call. */
export class ServerRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(`code: ${status} ${message}`);
    this.status = status;
  }
}

export interface Identity {
  readonly id: string;
  readonly hostpass: string;
  readonly macaddress: string;
}

const CALL_MS = 10_000;

export function readToken(token: string): z.infer<typeof Token> | null {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

/** Returns the server's name and the address of its API. */
export async function register(server: string, token: string, host: object): Promise<{ name: string; api: string }> {
  const { server_config: config } = Registered.parse(await call('POST', server, `/api/v1/host/register/${encodeURIComponent(token)}`, null, host));
  const api = config?.API || server;
  return { name: config?.Server || api, api };
}

export async function signIn(api: string, identity: Identity): Promise<string> {
  const answer = await call('POST', api, '/api/hosts/adm/authenticate', null, { id: identity.id, password: identity.hostpass, macaddress: identity.macaddress });
  return SignedIn.parse(answer).Response.AuthToken;
}

export async function pull(api: string, bearer: string): Promise<Pull> {
  return Pull.parse(await call('GET', api, '/api/v1/host', bearer));
}

export async function checkIn(api: string, bearer: string, identity: Identity): Promise<void> {
  await call('POST', api, '/api/v1/host/checkin', bearer, { id: identity.id });
}

export async function deleteHost(api: string, bearer: string): Promise<void> {
  await call('DELETE', api, '/api/v1/host', bearer);
}

async function call(method: string, server: string, path: string, bearer: string | null, body?: object): Promise<unknown> {
  // Practice never leaves this computer, whatever a token says. The real client always speaks https.
  if (!/^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost)(:\d{1,5})?$/.test(server)) throw new Error(`dial tcp: lookup ${server}: the practice box knows practice servers only`);
  const response = await fetch(`http://${server}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
  const text = (await response.text()).slice(0, 4_000_000);
  const json = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  })();
  if (response.status !== 200) throw new ServerRefused(response.status, z.object({ Message: z.string() }).safeParse(json).data?.Message ?? '');
  return json;
}
