import { TunnelError } from '../../../domain/errors';
import type { ClientSource } from '../../../domain/site';
import { installByApt } from './apt-source';
import type { ChosenWay } from './choose';
import { installByContainer } from './container';
import { installByDnf } from './dnf-source';
import { installByFetch } from './fetch';
import type { Installation } from './installation';
import { installByPush, type ClientSources } from './push';

/** Puts the client onto the box in the way that was chosen. Its service is looked at afterwards. */
export async function installBy(chosen: ChosenWay, installation: Installation, sources: ClientSources, source: ClientSource | null): Promise<void> {
  switch (chosen.way) {
    case 'push':
      return pushOrFetch(installation, sources, source);
    case 'fetch':
      return installByFetch(installation, chosen);
    case 'package':
      return chosen.manager === 'apt' ? installByApt(installation) : installByDnf(installation);
    case 'container':
      return installByContainer(installation, chosen.tool);
  }
}

/** An address that this computer does not reach may be reached by the box; the checksum is the same. */
async function pushOrFetch(installation: Installation, sources: ClientSources, source: ClientSource | null): Promise<void> {
  try {
    await installByPush(installation, sources, source);
  } catch (error) {
    const unreached = error instanceof TunnelError && error.code === 'client-download-failed';
    if (!unreached || source?.kind !== 'url') throw error;
    installation.log('info', 'this computer cannot download the client; the small computer tries', { url: source.url });
    await installByFetch(installation, source).catch((second: unknown) => {
      // Two failed downloads are one story: ours first.
      if (second instanceof TunnelError && (second.code === 'client-download-failed' || second.code === 'box-command-failed')) throw error;
      throw second;
    });
  }
}
