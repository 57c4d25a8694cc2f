import { TunnelError } from '../../domain/errors';
import type { Secrets } from '../../engine/ports';
import { poll } from '../../http/poll';
import { fillCredentials, onvifAddress, withLogin } from '../stream-address';
import { appearing, isTransient, ourAgent } from './agents-polling';
import type { FactoryClient } from './client';
import { createAgent, listAgents, type NewAgent } from './deployments';
import { quotedForms } from './quoted-secrets';
import type { FactoryInput } from './told';

/** What is posted, and every form of its secrets that a refusal may quote. */
export interface Posted {
  readonly agent: NewAgent;
  readonly secrets: readonly string[];
}

export async function newAgent(input: FactoryInput, secrets: Secrets): Promise<Posted> {
  const login = input.login === null ? null : { username: input.login.username, password: (await secrets.reveal(input.login.password)).reveal() };
  const xaddr = input.onvif === null ? null : onvifAddress(input.onvif);
  const agent: NewAgent = {
    name: input.name,
    rtsp: withLogin(fillCredentials(input.main, login), login),
    continuous: input.recording === 'motion' ? 'false' : 'true',
    region: '',
    onvif: xaddr === null ? 'false' : 'true',
    ...(xaddr === null ? {} : { onvif_xaddr: xaddr }),
    ...(xaddr === null || login === null ? {} : { onvif_username: login.username, onvif_password: login.password }),
  };
  const forms = quotedForms(login === null ? [] : [login.password]);
  for (const form of forms) secrets.learned(form);
  return { agent, secrets: forms };
}

/**
 * Makes the agent, or finds that it is there. Never posted twice without a look at the list in between, and not again at all where the
 * first may still be worked on: Factory may accept a second one of the same name. `again`: one of that name was removed just now, so a
 * refusal may only mean "not yet". `others`: somebody else's of that name, by their `deploy_name`.
 */
export async function makeAgent(client: FactoryClient, posted: Posted, { again, others }: { again: boolean; others: readonly string[] }, signal: AbortSignal): Promise<void> {
  const names = { name: posted.agent.name, deployName: null, others };
  let last: TunnelError | undefined;
  const made = await poll(
    async () => {
      try {
        if (ourAgent(await listAgents(client, signal), names) !== null) return true;
      } catch (error) {
        if (!isTransient(error)) throw error;
        last ??= error;
        return undefined;
      }
      try {
        await createAgent(client, posted.agent, posted.secrets, signal);
        return true;
      } catch (error) {
        if (!(error instanceof TunnelError)) throw error;
        last = error;
        if (neverArrived(error) || (again && isNotYet(error))) return undefined;
        // The call may have been carried out although its answer was lost. Looked for, never sent again.
        if (isTransient(error) && (await appearing(client, names, signal, client.waits.lostMs).catch(() => null)) !== null) return true;
        throw error;
      }
    },
    { deadlineMs: client.waits.busyMs, pauseMs: client.waits.pauseMs, signal },
  );
  if (made === undefined && last !== undefined) throw last;
}

function neverArrived(error: TunnelError): boolean {
  return error.code === 'agents-unreachable' && error.params['reason'] === 'ECONNREFUSED';
}

/** Gin's answer to a name that is in use comes without a reason (kerberos-io/hub issue 14); the Kubernetes API's is 409. */
function isNotYet(error: TunnelError): boolean {
  return error.code === 'agents-refused' && (error.params['status'] === 400 || error.params['status'] === 409);
}
