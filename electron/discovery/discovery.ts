import { isCamera, type Device, type Survey } from '../domain/device';
import { cancelled } from '../domain/errors';
import type { Conduct, Discovery, Log, SurveyRequest } from '../engine/ports';
import { explainAddress, surroundings } from './explain/explain-address';
import { localNetworks } from './interfaces';
import { offersAmong, readRoutes } from './routes';
import { planSearch } from './search-plan';
import { SurveyRun } from './survey-run';

/**
 * Finds devices in every way at once: WS-Discovery, multicast DNS, SSDP and the makers' own protocols on each interface, the neighbour table, an ARP-first sweep of the
 * computer's own wires, connections to everything on ranges behind routers and on loopback; then the ports of live hosts only.
 * No login is ever sent.
 */
export function createDiscovery(deps: { log: Log; now: () => number }): Discovery {
  return {
    async survey(request: SurveyRequest, onDevice: (device: Device) => void, conduct: Conduct): Promise<Survey> {
      const started = deps.now();
      const networks = localNetworks();
      const plan = planSearch(request.ranges, networks);
      const reading = readRoutes(conduct.signal);
      const run = new SurveyRun(plan, networks, reading, onDevice, conduct, deps.now);
      try {
        const devices = await run.complete();
        deps.log('info', 'survey done', { devices: devices.length, cameras: devices.filter(isCamera).length, milliseconds: deps.now() - started });
        return { ranges: plan.searches.map((search) => search.text), devices, tookMs: deps.now() - started, interfaces: plan.interfaces, routes: offersAmong(await reading, networks) };
      } catch (error) {
        if (conduct.signal.aborted) throw cancelled();
        // What ended the others, not that they were ended.
        throw run.failure ?? error;
      } finally {
        run.stop();
      }
    },
    explain: (address, conduct) => explainAddress(address, conduct, surroundings(deps.now)),
  };
}
