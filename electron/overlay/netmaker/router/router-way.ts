import type { RouterWay } from '../../../engine/ports';
import { readExtClientFile } from '../api/ext-clients';
import { overlayOf, type Sessions } from '../session';
import { makeRouterConfig } from './router-config';
import { planRouter, routerId } from './router-step';

/** A router that cannot run netclient, through an external client of Netmaker (fact sheet 1.12). */
export function routerWay(sessions: Sessions): RouterWay {
  return {
    plan: planRouter,

    async config(site, local, secrets, signal) {
      const { client } = sessions.ofSite(site, secrets);
      const raw = await readExtClientFile(client, overlayOf(site).network, routerId(site.id), signal);
      const { text, privateKey, removed, routed } = makeRouterConfig(raw, local);
      secrets.learned(privateKey);
      return { text: secrets.learned(text), removed, routed };
    },
  };
}
