import { setMaxListeners } from 'node:events';
import { rangeContains, isAddress, parseAddress } from '../domain/addresses';
import { isCamera, type Device, type Evidence, type SurveyRoute } from '../domain/device';
import { cancelled } from '../domain/errors';
import type { Conduct } from '../engine/ports';
import { pause } from '../camera/deadline';
import { DeviceBoard } from './device-board';
import { evidenceOf, evidenceOfMatch } from './evidence-of';
import { listenForHellos } from './hello-listener';
import { FIRST_WAVE, SECOND_WAVE, visitPorts } from './host-visit';
import type { LocalNetwork } from './interfaces';
import { Limited } from './limited';
import { probeMdns, type MdnsListener } from './mdns';
import { evidenceOfMdns } from './mdns-answer';
import { mergeEvidence } from './merge';
import { readNeighbours } from './neighbours';
import { searchRanges } from './range-search';
import { isForeign, isOnOtherWire, mayVisit, type SearchPlan } from './search-plan';
import { probeSsdp, SSDP_PORT, type SsdpListener } from './ssdp';
import { evidenceOfSsdp } from './ssdp-message';
import { probeVendors, type VendorListener } from './vendors/probe-vendors';
import { evidenceOfVendor } from './vendors/vendor-evidence';
import { HostProber, probeInterfaces, type WsdListener } from './ws-discovery';

/** Connections at once on a wire of ours, and to one host: gentle enough for a camera with five sockets. */
const CONNECTIONS = 64;
const PER_HOST = 2;
/** Milliseconds between two looks at the neighbour table; where a program must be started for it, less often. */
const NEIGHBOUR_PERIOD = process.platform === 'linux' ? 100 : 500;

/** One survey: everything that is asked and heard in the course of it, and the visits that follow. */
export class SurveyRun {
  readonly #plan: SearchPlan;
  readonly #networks: readonly LocalNetwork[];
  readonly #conduct: Conduct;
  readonly #board: DeviceBoard;
  readonly #limited = new Limited(CONNECTIONS, PER_HOST);
  readonly #visits = new Map<string, Promise<void>>();
  /** Ends everything else when one part fails, and the neighbour reader when the rest is done. */
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  #routes: readonly SurveyRoute[] = [];
  #failure: Error | null = null;
  #prober: HostProber | null = null;
  #reading: Promise<void> | null = null;

  constructor(plan: SearchPlan, networks: readonly LocalNetwork[], routes: Promise<readonly SurveyRoute[]>, onDevice: (device: Device) => void, conduct: Conduct, now: () => number) {
    this.#plan = plan;
    this.#networks = networks;
    this.#conduct = conduct;
    this.#board = new DeviceBoard(onDevice, now, (address) => this.#isForeign(address));
    void routes.then((known) => (this.#routes = known));
    this.#signal = AbortSignal.any([conduct.signal, this.#end.signal]);
    // Hundreds of connections listen for a cancel; that is meant, and no leak.
    setMaxListeners(0, this.#signal);
  }

  async complete(): Promise<Device[]> {
    const { typed } = this.#plan;
    for (const address of typed) this.#board.add(evidenceOf('typed', address, { address }));
    this.#report('discover', '', 'running', null, null);
    const watching = this.#watchNeighbours();
    const hearing = this.#plan.multicastFrom.length === 0 ? null : listenForHellos(this.#plan.multicastFrom, this.#onAnswer, this.#signal);
    await Promise.all([
      this.#askWires(),
      searchRanges({ searches: this.#plan.searches, own: this.#plan.own, onAnswer: this.#onAnswer, onHost: (address) => this.#visit(address), onProgress: (subject, state, done, total) => this.#report('sweep', subject, state, done, total), signal: this.#signal }),
    ]);
    await this.#readNeighbours();
    // Visits may lead to further visits (an address that a host names); all of them count.
    for (let before = -1; before !== this.#visits.size; ) {
      before = this.#visits.size;
      await Promise.all(this.#visits.values());
    }
    if (this.#failure !== null) throw this.#failure;
    if (this.#conduct.signal.aborted) throw cancelled();
    this.#end.abort();
    await Promise.all([watching, hearing]);
    const devices = this.#board.devices();
    this.#report('discover', '', 'done', devices.length, devices.length);
    return devices;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  stop(): void {
    this.#end.abort();
    this.#board.stop();
    void this.#prober?.close();
  }

  /** Everybody on our wires, in every protocol. Without a wire nothing is opened: a shared port hears other networks as well. */
  async #askWires(): Promise<void> {
    const { multicastFrom } = this.#plan;
    if (multicastFrom.length === 0) return;
    await Promise.all([
      probeInterfaces(multicastFrom, this.#onAnswer, this.#signal),
      probeVendors(multicastFrom, this.#onVendor, this.#signal),
      probeMdns(multicastFrom, this.#onMdns, this.#signal),
      probeSsdp(multicastFrom, this.#onSsdp, this.#signal, SSDP_PORT, (host) => !this.#plan.own.has(host) && this.#mayVisit(host)),
    ]);
  }

  readonly #onAnswer: WsdListener = (from, answer) => {
    if (answer.kind === 'bye') {
      // A mark on what is known; somebody who leaves is no new device.
      if (this.#board.knows(from)) for (const endpoint of answer.endpoints) this.#board.add(evidenceOf('ws-discovery', from, { endpoint, message: 'bye' }));
      return;
    }
    this.#board.withdraw(from, isBye);
    this.#hear(from, answer.kind === 'fault' ? [evidenceOf('ws-discovery', from, { fault: true })] : answer.matches.map((match) => evidenceOfMatch(from, match)));
  };

  readonly #onSsdp: SsdpListener = (from, answer) => this.#hear(from, [evidenceOfSsdp(from, answer)]);

  readonly #onVendor: VendorListener = (from, source, answer) => {
    const evidence = evidenceOfVendor(source, from, answer);
    this.#hear(from, [evidence]);
    // By its MAC it is known again: as one device with two addresses, or as one for which another speaks.
    if (answer.address !== from) this.#hearOf(from, answer.address, answer.mac === null ? null : { ...evidence, address: answer.address, facts: { ...evidence.facts, via: from } });
  };

  readonly #onMdns: MdnsListener = (from, answer) => {
    const evidence = evidenceOfMdns(from, answer);
    if (answer.address === from) this.#hear(from, [evidence]);
    else this.#hearOf(from, answer.address, evidence);
  };

  /** An address that another host names is shown; it is visited only where the search goes anyhow, for it may be somebody else's. */
  #hearOf(from: string, address: string, evidence: Evidence | null): void {
    const { own, searches } = this.#plan;
    const value = parseAddress(address);
    if (this.#signal.aborted || own.has(from) || own.has(address) || value === null || this.#isOnOtherWire(from)) return;
    if (evidence !== null) this.#board.add(evidence);
    if (searches.some((search) => rangeContains(search.range, value))) this.#visit(address);
  }

  #hear(from: string, evidence: readonly Evidence[]): void {
    if (this.#signal.aborted || this.#plan.own.has(from) || this.#isOnOtherWire(from)) return;
    const fresh = !this.#board.knows(from);
    const record = (): void => {
      for (const entry of evidence) this.#board.add(entry);
      this.#visit(from);
    };
    // Its MAC is in the table by now, because it has just spoken to us: read it before the first row is made of it.
    if (fresh && this.#mayVisit(from)) void this.#readNeighbours().then(record, record);
    else record();
  }

  async #watchNeighbours(): Promise<void> {
    if (!this.#plan.searches.some((search) => search.way.kind === 'on-link')) return;
    while (!this.#signal.aborted) {
      await this.#readNeighbours();
      await pause(NEIGHBOUR_PERIOD, this.#signal).catch(() => undefined);
    }
  }

  /** One reading at a time; whoever asks meanwhile gets the one under way. */
  #readNeighbours(): Promise<void> {
    this.#reading ??= (async (): Promise<void> => {
      for (const { address, mac } of await readNeighbours(this.#signal)) {
        if (!this.#mayVisit(address) || this.#plan.own.has(address)) continue;
        this.#board.add(evidenceOf('neighbour', address, { mac }));
        this.#visit(address);
      }
    })().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  #isOnOtherWire(address: string): boolean {
    const value = parseAddress(address);
    return value !== null && isOnOtherWire(this.#plan, value, this.#networks);
  }

  #isForeign(address: string): boolean {
    const value = parseAddress(address);
    return value !== null && isForeign(this.#plan, value, this.#networks, this.#routes);
  }

  #mayVisit(address: string): boolean {
    const value = parseAddress(address);
    return value !== null && mayVisit(this.#plan, value, this.#networks);
  }

  #visit(address: string): void {
    if (this.#visits.has(address) || this.#signal.aborted || !this.#mayVisit(address)) return;
    const visit = this.#visitHost(address).catch((error: unknown) => {
      if (this.#signal.aborted) return;
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      this.#end.abort();
    });
    this.#visits.set(address, visit);
  }

  async #visitHost(address: string): Promise<void> {
    const options = { address, limited: this.#limited, add: (evidence: Parameters<DeviceBoard['add']>[0]) => this.#board.add(evidence), signal: this.#signal };
    const announced = this.#announcedPorts(address);
    const first = [...new Set([...announced, ...FIRST_WAVE])];
    const onLink = this.#plan.searches.some((search) => search.way.kind === 'on-link' && rangeContains(search.range, parseAddress(address) ?? 0));
    this.#prober ??= new HostProber(this.#onAnswer);
    // Who answered multicast or the sweep is known; asked again in three forms, twice, each camera would answer six times more.
    const known = this.#board.evidenceOf(address).some(({ source, facts }) => source === 'ws-discovery' && facts['fault'] === undefined);
    const [states] = await Promise.all([visitPorts(first, false, options), ...(onLink && !known ? [this.#prober.ask(address, this.#signal)] : [])]);
    const seen = this.#board.evidenceOf(address).some((evidence) => evidence.source !== 'neighbour' && evidence.source !== 'typed');
    if (!seen) return;
    // One more, patient try where something is there: slow cameras, and routers that answer a burst late (open-nvr#235).
    const silent = first.filter((port) => states.get(port) === 'silent');
    if (silent.length > 0 && silent.length < first.length) await visitPorts(silent, true, options);
    const late = this.#announcedPorts(address).filter((port) => !states.has(port));
    if (late.length > 0) await visitPorts(late, false, options);
    const [device] = mergeEvidence(this.#board.evidenceOf(address));
    const complete = device !== undefined && device.onvif !== null && device.rtspPort !== null;
    if (device !== undefined && !complete && (isCamera(device) || device.kind === 'recorder')) await visitPorts(SECOND_WAVE, false, options);
  }

  /** Ports that the device names for its services at this address. */
  #announcedPorts(address: string): number[] {
    return this.#board.evidenceOf(address).flatMap((evidence) => (evidence.facts['xaddrs'] ?? '').split(' ')).flatMap((url) => {
      const match = /^http(s?):\/\/([\d.]+)(?::(\d{1,5}))?\//i.exec(`${url}/`);
      const port = Number(match?.[3] ?? (match?.[1] === 's' ? 443 : 80));
      return match !== null && isAddress(match[2] ?? '') && port >= 1 && port <= 65535 ? [port] : [];
    }).slice(0, 4);
  }

  #report(task: 'discover' | 'sweep', subject: string, state: 'running' | 'done', done: number | null, total: number | null): void {
    this.#conduct.progress({ task, subject, state, done, total, step: null });
  }
}

function isBye({ source, facts }: Evidence): boolean {
  return source === 'ws-discovery' && facts['message'] === 'bye';
}
