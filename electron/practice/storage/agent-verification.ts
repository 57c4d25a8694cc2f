import { z } from 'zod';
import type { Reply } from '../http/exchange';

/*
 * What an agent does when it is asked whether it reaches the place of its recordings (kerberos-io/agent cloud.go:1212 and 1282): really
 * calls it, and quotes the keys in what it says.
 */

const Text = z.string().default('');
const Config = z.object({
  name: Text, key: Text, cloud: Text, hub_uri: Text, hub_key: Text, hub_private_key: Text,
  s3: z.object({ region: Text }).default({ region: '' }),
  kstorage: z.object({ uri: Text, access_key: Text, secret_access_key: Text, provider: Text, directory: Text }).default({ uri: '', access_key: '', secret_access_key: '', provider: '', directory: '' }),
});
type Config = z.infer<typeof Config>;
type Reaches = (uri: string) => boolean;

/** It waits for ever; a simulation must end. */
const DEADLINE_MS = 5_000;
const CLIP = new Uint8Array([0, 0, 0, 8, 0x66, 0x74, 0x79, 0x70]);

export async function verifyPersistence(body: unknown, reaches: Reaches): Promise<Reply> {
  const parsed = Config.safeParse(body);
  if (!parsed.success || parsed.data.cloud === '') return refused('cloud.VerifyPersistence(): No persistence was specified, so do not know what to verify:EOF');
  return parsed.data.cloud === 's3' || parsed.data.cloud === 'kerberoshub' ? storeInHub(parsed.data, reaches) : storeInVault(parsed.data, reaches);
}

export async function verifyHub(body: unknown, reaches: Reaches): Promise<Reply> {
  const config = Config.parse(body);
  const answer = await post(`${config.hub_uri}/subscription/verify`, { 'X-Kerberos-Hub-PublicKey': config.hub_key, 'X-Kerberos-Hub-PrivateKey': config.hub_private_key }, reaches);
  if (answer === null) return refused(`cloud.VerifyHub(): something went wrong while reaching to the Kerberos Hub API: ${config.hub_uri}`);
  return answer.status === 200 ? accepted(answer.text) : refused(`cloud.VerifyHub(): something went wrong while reaching the Kerberos Hub API: ${answer.text}`);
}

async function storeInHub(config: Config, reaches: Reaches): Promise<Reply> {
  const call = 'cloud.VerifyPersistence(kerberoshub)';
  if ([config.hub_uri, config.hub_key, config.hub_private_key, config.s3.region].includes('')) return refused(`${call}: Kerberos Hub not properly configured.`);
  const answer = await post(`${config.hub_uri}/storage/upload`, {
    'X-Kerberos-Storage-FileName': clipName(config), 'X-Kerberos-Storage-Capture': 'IPCamera', 'X-Kerberos-Storage-Device': config.key,
    'X-Kerberos-Hub-PublicKey': config.hub_key, 'X-Kerberos-Hub-PrivateKey': config.hub_private_key, 'X-Kerberos-Hub-Region': config.s3.region,
  }, reaches, CLIP);
  if (answer === null) return refused(`${call}: Error creating Kerberos Hub request`);
  const used = `(${config.hub_key}, ${config.hub_private_key})`;
  return answer.status === 200 ? accepted(`${call}: Upload allowed using the credentials provided ${used}`) : refused(`${call}: Upload NOT allowed using the credentials provided ${used}`);
}

async function storeInVault(config: Config, reaches: Reaches): Promise<Reply> {
  const call = 'cloud.VerifyPersistence(kerberosvault)';
  const { uri, access_key: accessKey, secret_access_key: secretKey, provider, directory } = config.kstorage;
  if ([uri, accessKey, secretKey].includes('')) return refused(`${call}: please fill-in the required Kerberos Vault credentials.`);
  const keys = { 'X-Kerberos-Storage-AccessKey': accessKey, 'X-Kerberos-Storage-SecretAccessKey': secretKey };
  const ping = await post(`${uri}/ping`, keys, reaches);
  if (ping === null) return refused(`${call}: Something went wrong while verifying storage credentials:Post "${uri}/ping": dial tcp: i/o timeout`);
  if (ping.status !== 200) return refused(`${call}: Something went wrong while verifying storage credentials: ${ping.text}`);
  if (provider === '' && directory === '') return refused(`${call}: Provider and/or directory is missing from the request.`);
  const stored = await post(`${uri}/storage`, {
    ...keys, 'X-Kerberos-Storage-CloudKey': config.hub_key, 'X-Kerberos-Storage-Provider': provider, 'X-Kerberos-Storage-FileName': clipName(config),
    'X-Kerberos-Storage-Device': config.key, 'X-Kerberos-Storage-Capture': 'IPCamera', 'X-Kerberos-Storage-Directory': directory,
  }, reaches, CLIP);
  if (stored === null) return refused(`${call}: Upload of fake recording failed: Post "${uri}/storage": dial tcp: i/o timeout`);
  if (stored.status === 200) return accepted(stored.text);
  return refused(`${call}: Something went wrong while verifying your persistence settings. Make sure your provider is the same as the storage provider in your Kerberos Vault, and the relevant storage provider is configured properly.`);
}

function clipName({ name }: Config): string {
  return `${Math.floor(Date.now() / 1000)}_6-967003_${name}_200-200-400-400_24_769.mp4`;
}

/** null: it cannot be reached from here. */
async function post(url: string, headers: Record<string, string>, reaches: Reaches, clip?: Uint8Array): Promise<{ status: number; text: string } | null> {
  if (!reaches(url)) return null;
  try {
    const response = await fetch(url, { method: 'POST', headers: { ...headers, ...(clip === undefined ? {} : { 'Content-Type': 'video/mp4' }) }, signal: AbortSignal.timeout(DEADLINE_MS), ...(clip === undefined ? {} : { body: clip }) });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}

// What Go makes of a list of bytes in JSON.
const accepted = (said: string): Reply => ({ status: 200, type: 'json', body: { data: Buffer.from(said).toString('base64') } });
const refused = (said: string): Reply => ({ status: 400, type: 'json', body: { data: said } });
