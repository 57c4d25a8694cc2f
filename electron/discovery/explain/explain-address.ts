import { setMaxListeners } from 'node:events';
import { formatRange, parseAddress, rangeContains } from '../../domain/addresses';
import type { Evidence } from '../../domain/device';
import { cancelled, TunnelError } from '../../domain/errors';
import type { Door, WhyNot } from '../../domain/why-not';
import { after } from '../../engine/deadline';
import type { Conduct } from '../../engine/ports';
import { probePort, type PortState } from '../connect-probe';
import { evidenceOf, evidenceOfMatch } from '../evidence-of';
import { localNetworks, type LocalNetwork } from '../interfaces';
import { Limited } from '../limited';
import { mergeEvidence } from '../merge';
import { readNeighbours } from '../neighbours';
import { decodeURIComponentSafely } from '../verdict';
import { HostProber } from '../ws-discovery';
import { WSD_PORT, type WsdAnswer } from '../ws-discovery-message';
import { askRtsp } from './ask-rtsp';
import { askWeb } from './ask-web';
import { settingsFor } from './brand-settings';
import { guessBrand, type Said } from './brand-signs';
import { conclude } from './conclude';
import { door, inOneLine, type Asked } from './door';

/** Milliseconds for all of it: longer than somebody on a ladder waits. What was not asked by then is left out. */
const DEADLINE = 8_000;
/** A camera with five sockets keeps three for its viewers. */
const CONNECTIONS = 2;
/** Milliseconds to wait for a port: the four most usual ones patiently, in case the host wakes up; then it is known how fast it is. */
const PATIENT = 1_000;
const BRISK = 450;

type Speaks = 'rtsp' | 'rtsps' | 'http' | 'https' | 'mute';
interface Port { readonly port: number; readonly speaks: Speaks }

const USUAL: readonly Port[] = [{ port: 554, speaks: 'rtsp' }, { port: 80, speaks: 'http' }, { port: 443, speaks: 'https' }, { port: 8_000, speaks: 'http' }];
/** `mute`: makers' own protocols, which a stray request may confuse (37777 Dahua, 34567 Xiongmai, 9000 Reolink, 6668 Tuya). 322 and 7441 are RTSP in TLS. */
const FURTHER: readonly Port[] = [
  { port: 8_554, speaks: 'rtsp' }, { port: 2_020, speaks: 'http' }, { port: 8_080, speaks: 'http' }, { port: 8_899, speaks: 'http' }, { port: 10_554, speaks: 'rtsp' }, { port: 88, speaks: 'http' },
  { port: 5_000, speaks: 'http' }, { port: 7_441, speaks: 'rtsps' }, { port: 322, speaks: 'rtsps' }, { port: 37_777, speaks: 'mute' }, { port: 9_000, speaks: 'mute' }, { port: 34_567, speaks: 'mute' }, { port: 6_668, speaks: 'mute' },
];

/** Tests bring their own: loopback has no neighbours, and none of its ports is silent. */
export interface Surroundings {
  readonly networks: readonly LocalNetwork[];
  readonly neighbours: typeof readNeighbours;
  /** Whether a host that is missing in the neighbour table is really missing. */
  readonly neighboursKnown: boolean;
  readonly probe: typeof probePort;
  readonly deadlineMs: number;
  readonly now: () => number;
}

export function surroundings(now: () => number): Surroundings {
  return { networks: localNetworks(), neighbours: readNeighbours, neighboursKnown: ['linux', 'darwin', 'win32'].includes(process.platform), probe: probePort, deadlineMs: DEADLINE, now };
}

/**
 * Asks one address everything that can be asked without a login, at most two connections at once, and draws the conclusions. The
 * datagram that is sent first makes the system look for the host's network card (ARP), which tells an absent host from a deaf one.
 * @throws TunnelError `input-invalid` for what is no host's address, `cancelled`; nothing for whatever the host does.
 */
export async function explainAddress(address: string, conduct: Pick<Conduct, 'signal'>, around: Surroundings): Promise<WhyNot> {
  const value = parseAddress(address);
  // 0.x is no host, 224 and above are multicast and reserved (RFC 5735).
  if (value === null || value < 2 ** 24 || value >= 224 * 2 ** 24) throw new TunnelError('input-invalid', { field: address.slice(0, 60), reason: 'not the address of a device' });
  const inquiry = new Inquiry(value, address.trim(), conduct.signal, around);
  try {
    return await inquiry.answer();
  } finally {
    inquiry.stop();
  }
}

class Inquiry {
  readonly #address: string;
  readonly #around: Surroundings;
  readonly #caller: AbortSignal;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #limited = new Limited(CONNECTIONS, CONNECTIONS);
  readonly #wire: LocalNetwork | null;
  readonly #prober: HostProber;
  readonly #started: number;
  readonly #doors: Door[] = [];
  readonly #evidence: Evidence[] = [];
  readonly #said: Said[] = [];
  readonly #statuses: number[] = [];

  constructor(value: number, address: string, caller: AbortSignal, around: Surroundings) {
    this.#address = address;
    this.#around = around;
    this.#caller = caller;
    this.#started = around.now();
    this.#wire = around.networks.find((network) => rangeContains(network.onLink, value)) ?? null;
    this.#signal = AbortSignal.any([caller, after(around.deadlineMs), this.#end.signal]);
    setMaxListeners(0, this.#signal);
    this.#prober = new HostProber((from, answer) => {
      if (from === address) this.#hear(answer);
    });
  }

  async answer(): Promise<WhyNot> {
    const own = this.#wire?.kind !== 'loopback' && this.#around.networks.some((network) => network.address === this.#address);
    if (!own) await this.#askEverything();
    if (this.#caller.aborted) throw cancelled();
    const [device] = mergeEvidence(this.#evidence);
    const open = this.#doors.filter((one) => one.door === 'tcp' && one.outcome === 'answered').flatMap((one) => one.port ?? []);
    const brand = guessBrand(this.#said, device?.mac ?? null, open);
    const networks = this.#around.networks.filter((network) => network.kind !== 'loopback').map((network) => formatRange(network.onLink));
    const kind = device?.kind ?? 'unknown';
    const onLink = this.#wire !== null;
    const doors = inOrder(this.#doors);
    const speaks = (...names: Door['door'][]): boolean => doors.some((one) => names.includes(one.door) && one.outcome === 'answered');
    const lacks = { rtsp: !speaks('rtsp-options', 'rtsp-describe'), onvif: !speaks('onvif') };
    return {
      address: this.#address, onLink, networks, mac: device?.mac ?? null, vendor: device?.vendor ?? null, kind, brand, doors,
      conclusions: conclude({ address: this.#address, onLink, own, networks, kind, brand: brand?.brand ?? null, doors, rtspStatuses: this.#statuses }),
      settings: brand === null ? [] : settingsFor(brand.brand, lacks, kind === 'recorder'),
      tookMs: this.#around.now() - this.#started,
    };
  }

  stop(): void {
    this.#end.abort();
    void this.#prober.close();
  }

  async #askEverything(): Promise<void> {
    try {
      const [usual] = await Promise.all([this.#knock(USUAL, PATIENT), this.#announcement()]);
      const card = await this.#networkCard();
      // Nobody has that address on a wire of ours: the other ports would say so one by one.
      if (card === 'absent' && usual.every((state) => state === 'silent')) return;
      await this.#knock(FURTHER, BRISK);
    } catch (error) {
      // The time was up; what is known by now is the answer.
      if (this.#caller.aborted || !this.#signal.aborted) throw error;
    }
  }

  #knock(ports: readonly Port[], deadlineMs: number): Promise<PortState[]> {
    return Promise.all(
      ports.map(async ({ port, speaks }) => {
        const state = await this.#limited.run(this.#address, this.#signal, () => this.#around.probe(this.#address, port, deadlineMs, this.#signal));
        this.#doors.push(door('tcp', port, state === 'open' ? 'answered' : state));
        if (state !== 'open') return state;
        this.#evidence.push(evidenceOf('port', this.#address, { port }));
        if (speaks !== 'mute') await this.#limited.run(this.#address, this.#signal, () => this.#listen(port, speaks));
        return state;
      }),
    );
  }

  async #listen(port: number, speaks: Exclude<Speaks, 'mute'>): Promise<void> {
    const secure = speaks === 'https' || speaks === 'rtsps';
    const video = speaks === 'rtsp' || speaks === 'rtsps';
    let answer: Asked = await (video ? askRtsp : askWeb)(this.#address, port, secure, this.#signal);
    this.#keep(answer, video);
    // Foscam and Sharx serve RTSP on their web port; a web server that is none may be that.
    if (!video && !secure && answer.doors.some((one) => one.door === 'web' && one.fault === 'other-protocol')) {
      answer = await askRtsp(this.#address, port, false, this.#signal);
      if (answer.evidence.length > 0) this.#keep(answer, true);
    }
  }

  #keep(answer: Asked, video: boolean): void {
    this.#doors.push(...answer.doors);
    this.#evidence.push(...answer.evidence);
    this.#said.push(...answer.said.map((text) => ({ from: video ? ('rtsp' as const) : ('web' as const), text })));
    if (video) this.#statuses.push(...answer.statuses);
  }

  async #announcement(): Promise<void> {
    await this.#prober.ask(this.#address, this.#signal);
    if (this.#signal.aborted) throw cancelled();
    if (!this.#doors.some((one) => one.door === 'ws-discovery')) this.#doors.push(door('ws-discovery', WSD_PORT, 'silent'));
  }

  #hear(answer: WsdAnswer): void {
    if (answer.kind === 'bye') return;
    // Three forms were asked, twice: one answer is enough to be shown.
    const first = !this.#doors.some((one) => one.door === 'ws-discovery');
    if (answer.kind === 'fault') {
      if (first) this.#doors.push(door('ws-discovery', WSD_PORT, 'answered', 'SOAP Fault'));
      this.#evidence.push(evidenceOf('ws-discovery', this.#address, { fault: true }));
      return;
    }
    for (const match of answer.matches) {
      const named = match.scopes.flatMap((scope) => /^onvif:\/\/www\.onvif\.org\/(?:name|hardware|manufacturer)\/(.{1,80})$/i.exec(scope)?.[1] ?? []).map(decodeURIComponentSafely);
      if (first) this.#doors.push(door('ws-discovery', WSD_PORT, 'answered', inOneLine(match.types.join(' '), ...named)));
      this.#evidence.push(evidenceOfMatch(this.#address, match));
      this.#said.push(...named.map((text) => ({ from: 'ws-discovery' as const, text })));
    }
  }

  /** By now the system has looked for it: our datagram and our connections made it. */
  async #networkCard(): Promise<'present' | 'absent' | 'unknown'> {
    if (this.#wire === null || this.#wire.kind === 'loopback' || !this.#around.neighboursKnown) return 'unknown';
    const found = (await this.#around.neighbours(this.#signal)).find((neighbour) => neighbour.address === this.#address);
    this.#doors.push(door('neighbour', null, found === undefined ? 'silent' : 'answered', found?.mac ?? null));
    if (found === undefined) return 'absent';
    this.#evidence.push(evidenceOf('neighbour', this.#address, { mac: found.mac }));
    return 'present';
  }
}

const DOOR_ORDER: readonly Door['door'][] = ['neighbour', 'ws-discovery', 'tcp', 'rtsp-options', 'rtsp-describe', 'onvif', 'web'];

/** As a person reads it: is it there, then port by port with what was said there. */
function inOrder(doors: readonly Door[]): Door[] {
  const rank = (one: Door): number => (one.door === 'neighbour' || one.door === 'ws-discovery' ? DOOR_ORDER.indexOf(one.door) : 10 + (one.port ?? 0) * 10 + DOOR_ORDER.indexOf(one.door));
  return [...doors].sort((a, b) => rank(a) - rank(b));
}
