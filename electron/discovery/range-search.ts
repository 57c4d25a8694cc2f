import { probePort } from './connect-probe';
import { Limited } from './limited';
import type { SearchPlan } from './search-plan';
import { sendErrors } from './send-errors';
import { sweep } from './sweep';
import { addressesOf, groupSearches, type SweepGroup } from './sweep-group';
import { neighbourRoom, onLinkPace, Pacer, ROUTED_PACE, type Pace } from './sweep-pace';
import { SweepProgress } from './sweep-progress';
import type { WsdListener } from './ws-discovery';
import { probes } from './ws-discovery-message';

/** Behind routers most addresses are silent and cost their whole deadline, so more of them are asked at once. */
const DIRECT_CONNECTIONS = 256;
/** Doors of one host at a time. */
const PER_HOST = 2;
/** Milliseconds to wait for the two doors that tell whether anybody is home at an address behind a router. */
const DOOR_DEADLINE = 600;

export interface RangeSearchOptions {
  readonly searches: SearchPlan['searches'];
  /** Addresses of this computer, which is not asked. */
  readonly own: ReadonlySet<string>;
  readonly onAnswer: WsdListener;
  /** Somebody is at this address behind a router, or on loopback. Who is on a wire of ours stands in the neighbour table. */
  readonly onHost: (address: string) => void;
  readonly onProgress: (subject: string, state: 'running' | 'done', done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Asks every address of these ranges whether somebody is there: on our wires by ARP, elsewhere by connecting. @throws TunnelError `cancelled`. */
export async function searchRanges(options: RangeSearchOptions): Promise<void> {
  const groups = groupSearches(options.searches);
  const onLink = groups.filter((group) => group.way.kind === 'on-link');
  // One neighbour table, however many wires.
  const addresses = onLink.flatMap((group) => group.portions).reduce((sum, portion) => sum + portion.total, 0);
  const pace = onLinkPace(addresses, onLink.length === 0 ? 0 : await neighbourRoom(options.signal));
  const pacer = new Pacer(pace);
  await Promise.all(groups.map((group) => (group.way.kind === 'on-link' ? search(group, pace, pacer, options) : search(group, ROUTED_PACE, new Pacer(ROUTED_PACE), options))));
}

async function search(group: SweepGroup, pace: Pace, pacer: Pacer, options: RangeSearchOptions): Promise<void> {
  const { way, portions } = group;
  const progress = new SweepProgress(portions, way.kind === 'direct' ? 2 : 1, ({ subject, total }, done, finished) => options.onProgress(subject, finished ? 'done' : 'running', done, total));
  const sweeping = sweep({
    addresses: addressesOf(group),
    count: portions.reduce((sum, portion) => sum + portion.total, 0),
    from: way.kind === 'on-link' ? way.from : null,
    skip: options.own,
    probes: way.kind === 'on-link' ? probes().slice(0, 1) : probes(),
    pace,
    pacer,
    listener: options.onAnswer,
    // Behind routers there is no table of ours to overflow.
    countErrors: way.kind === 'on-link' ? sendErrors : async () => null,
    onAsked: (count) => progress.add(0, count),
    signal: options.signal,
  });
  await Promise.all([sweeping, ...(way.kind === 'direct' ? [knockEverywhere(group, () => progress.add(1, 1), options)] : [])]);
  progress.finish();
}

/** Without ARP only a connection tells who is there: two doors first, the other ports where one of them is not silent. */
async function knockEverywhere(group: SweepGroup, onKnocked: () => void, { own, onHost, signal }: RangeSearchOptions): Promise<void> {
  const limited = new Limited(DIRECT_CONNECTIONS, PER_HOST);
  const addresses = addressesOf(group);
  const worker = async (): Promise<void> => {
    for (const address of addresses) {
      if (!own.has(address)) {
        const doors = await Promise.all([554, 80].map((port) => limited.run(address, signal, () => probePort(address, port, DOOR_DEADLINE, signal))));
        // "Refused" is a host behind a router and everything on loopback; only an open port makes it a device.
        if (doors.some((state) => state !== 'silent')) onHost(address);
      }
      onKnocked();
    }
  };
  await Promise.all(Array.from({ length: DIRECT_CONNECTIONS / 2 }, worker));
}
