import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import { ARCHITECTURES, type ClientRelease } from '../../../domain/vpn-client';
import { HttpFailure, exchange, type HttpAnswer } from '../../../http/request';

/**
 * Where netclient's releases are: the REST API of its repository, which has a SHA-256 of each file that was uploaded since June
 * 2025 (`digest`), and the two addresses its own updater and its install pages name. There is no file of checksums.
 */
export const NETCLIENT_API = 'https://api.github.com/repos/gravitl/netclient';
export const NETCLIENT_DOWNLOADS: readonly string[] = ['https://github.com/gravitl/netclient/releases/download', 'https://fileserver.netmaker.io/releases/download'];

const DEADLINE_MS = 30_000;

const Release = z.object({
  tag_name: z.string(),
  assets: z.array(z.object({ name: z.string(), size: z.number().int().positive().nullish(), digest: z.string().nullish() })),
});

/** @throws client-version-unknown, client-download-failed, cancelled. */
export async function netclientRelease(places: { readonly api: string; readonly downloads: readonly string[] }, version: string, signal: AbortSignal): Promise<ClientRelease> {
  const url = `${places.api.replace(/\/+$/, '')}/releases/tags/${encodeURIComponent(version)}`;
  const failed = (reason: string): TunnelError => new TunnelError('client-download-failed', { url, reason });
  let answer: HttpAnswer;
  try {
    answer = await exchange({ method: 'GET', url, headers: { Accept: 'application/vnd.github+json', 'User-Agent': 'kerberos-tunnel' }, deadlineMs: DEADLINE_MS, signal });
  } catch (error) {
    throw error instanceof HttpFailure ? failed(error.detail) : error;
  }
  if (answer.status === 404) throw new TunnelError('client-version-unknown', { version });
  // 60 questions an hour and address without an account.
  if (answer.status === 403 || answer.status === 429) throw failed(`HTTP ${answer.status}: asked too often, it answers again within the hour`);
  if (answer.status !== 200) throw failed(`HTTP ${answer.status}`);
  const release = Release.safeParse(answer.body.kind === 'json' ? answer.body.value : null);
  if (!release.success || release.data.tag_name !== version) throw failed('the answer is not about this release');
  return {
    version,
    vouchedBy: 'maker',
    assets: ARCHITECTURES.flatMap((architecture) => {
      const asset = release.data.assets.find(({ name }) => name === assetName(architecture));
      if (asset === undefined) return [];
      return [{ architecture, sha256: digestOf(asset.digest), size: asset.size ?? null, addresses: places.downloads.map((folder) => assetAddress(folder, version, architecture)) }];
    }),
  };
}

export function assetAddress(folder: string, version: string, architecture: string): string {
  return `${folder.replace(/\/+$/, '')}/${version}/${assetName(architecture)}`;
}

function assetName(architecture: string): string {
  return `netclient-linux-${architecture}`;
}

function digestOf(digest: string | null | undefined): string | null {
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1] ?? null;
}
