import { z } from 'zod';
import type { AgentSpec } from '../../domain/agent-spec';
import { plainText } from '../../domain/plain-text';
import { Redactor } from '../../domain/redaction';
import type { Secret } from '../../domain/secret';
import type { HubSettings, VaultSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { HttpFailure } from '../../http/request';
import type { AgentCall } from '../proof/agent-access';
import { apiAddress } from './ask-storage';
import { HUB } from './hub';
import { VAULT } from './vault';

/** `stores`: a clip arrived. `not-asked`: nobody gave this agent a place of its own, or it did not answer the question. */
export type StoredFromAgent =
  | { readonly outcome: 'stores'; readonly place: string }
  | { readonly outcome: 'refused'; readonly place: string; readonly reason: string }
  | { readonly outcome: 'not-asked'; readonly reason: string };

/** It uploads a clip of a few seconds and has no deadline of its own. */
const VERIFY_DEADLINE_MS = 30_000;

const Answer = z.object({ data: z.string().max(10_000) });

/**
 * Does this agent reach the place of its recordings from where it runs? It stores a clip of some seconds there under its own name
 * (kerberos-io/agent cloud.go:1282 `VerifyPersistence`, routes `/api/persistence/verify` and `/api/hub/verify`): ask once, not in a row.
 * With the keys of the settings: it says that the way is open, not that the agent was told them (Factory cannot be).
 * `bearer`: of a session of the agent. Its error texts hold the keys, which are taken out. Throws `cancelled` and secret-missing only.
 */
export async function verifyFromAgent(spec: Pick<AgentSpec, 'name' | 'key' | 'storage'>, call: AgentCall, bearer: Secret, secrets: Secrets, signal: AbortSignal): Promise<StoredFromAgent> {
  const { storage } = spec;
  if (storage.kind === 'given') return { outcome: 'not-asked', reason: 'the place of the agents decides where recordings go' };
  if (storage.kind === 'none') return { outcome: 'not-asked', reason: 'its recordings stay with it' };
  const { vault, hub } = storage;
  const redactor = new Redactor();
  const reveal = async (ref: VaultSettings['accessKey']): Promise<string> => {
    const value = (await secrets.reveal(ref)).reveal();
    redactor.register(value);
    return value;
  };
  const ofHub = hub === null ? {} : await hubConfig(hub, reveal);
  const named = { name: spec.name, key: spec.key };
  const ask = async (place: string, path: string, body: Readonly<Record<string, unknown>>): Promise<StoredFromAgent> => {
    try {
      const answer = await call({ method: 'POST', path, body, bearer, deadlineMs: VERIFY_DEADLINE_MS }, signal);
      if (answer.status === 200 && answer.body.kind !== 'html') return { outcome: 'stores', place };
      const said = answer.body.kind === 'json' ? Answer.safeParse(answer.body.value) : null;
      // It answers 400 to whatever went wrong; anything else is not from its verification.
      if (answer.status !== 400) return { outcome: 'not-asked', reason: `the agent answered ${answer.status}` };
      return { outcome: 'refused', place, reason: said?.success === true ? agentWords(redactor.redact(said.data.data)) : 'it gave no reason' };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      return { outcome: 'not-asked', reason: error.reason === 'deadline' ? `the agent gave no answer within ${VERIFY_DEADLINE_MS / 1000} s` : 'the agent cannot be reached from here' };
    }
  };
  const stored =
    vault === null
      ? await ask(HUB, '/api/persistence/verify', { ...named, cloud: 's3', ...ofHub })
      : await ask(VAULT, '/api/persistence/verify', { ...named, cloud: 'kstorage', ...ofHub, kstorage: await vaultConfig(vault, reveal) });
  if (stored.outcome !== 'stores' || vault === null || hub === null) return stored;
  const shown = await ask(HUB, '/api/hub/verify', ofHub);
  return shown.outcome === 'stores' ? { ...stored, place: `${VAULT}, ${HUB}` } : shown;
}

type Reveal = (ref: VaultSettings['accessKey']) => Promise<string>;

async function vaultConfig(vault: VaultSettings, reveal: Reveal): Promise<Record<string, string>> {
  return { uri: apiAddress(vault.uri), access_key: await reveal(vault.accessKey), secret_access_key: await reveal(vault.secretKey), provider: vault.provider ?? '', directory: vault.directory };
}

async function hubConfig(hub: HubSettings, reveal: Reveal): Promise<Record<string, unknown>> {
  return { hub_uri: apiAddress(hub.uri), hub_key: await reveal(hub.key), hub_private_key: await reveal(hub.privateKey), hub_site: hub.site ?? '', s3: { region: hub.region } };
}

/** Without the name of the function that says it. */
function agentWords(text: string): string {
  return plainText(text.replace(/^cloud\.\w+\([^)]*\):\s*/, ''), 300);
}
