import type { Device, Evidence } from '../domain/device';
import { compareAddresses } from '../domain/addresses';
import { isAnnounced } from './announcements';
import type { IsForeign } from './advice';
import { mergeEvidence } from './merge';
import { RowIds } from './row-ids';

/** Pieces of evidence of one address, announced and found each; a device that answers forever must not fill the memory. */
const MOST_PER_ADDRESS = 40;
/** More than the largest range that is searched (a /16): senders may forge any address, and announcements may name any. */
const MOST_ADDRESSES = 70_000;
/** Milliseconds to gather what arrives together before rows are made of it. */
const GATHER = 25;
/** The very first row need not wait for company: until it comes, a technician looks at an empty page. */
const FIRST_GATHER = 5;
/**
 * Milliseconds that an address without MAC and endpoint is held back: its WS-Discovery answer may be on the way, and with it the
 * name by which it will be known in this survey and the next ones.
 */
const HOLD = 700;

/** Collects evidence and tells, as it grows, which devices it makes. A device keeps its id for the survey once it was told. */
export class DeviceBoard {
  readonly #evidence = new Map<string, Map<string, Evidence>>();
  readonly #firstSeen = new Map<string, number>();
  readonly #ids = new RowIds();
  readonly #told = new Map<string, string>();
  readonly #isForeign: IsForeign;
  readonly #onDevice: (device: Device) => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;
  #cost = 0;

  constructor(onDevice: (device: Device) => void, now: () => number, isForeign: IsForeign = () => false) {
    this.#isForeign = isForeign;
    this.#onDevice = onDevice;
    this.#now = now;
  }

  add(evidence: Evidence): void {
    let entries = this.#evidence.get(evidence.address);
    if (entries === undefined) {
      if (this.#evidence.size >= MOST_ADDRESSES) return;
      entries = new Map();
      this.#evidence.set(evidence.address, entries);
      this.#firstSeen.set(evidence.address, this.#now());
    }
    const key = `${evidence.source} ${JSON.stringify(evidence.facts)}`;
    // Apart, so that a recorder that announces all its cameras still has room for its ports.
    if (entries.has(key) || [...entries.values()].filter((entry) => isAnnounced(entry) === isAnnounced(evidence)).length >= MOST_PER_ADDRESS) return;
    entries.set(key, evidence);
    this.#schedule(this.#told.size === 0 ? FIRST_GATHER : Math.max(GATHER, this.#cost * 4));
  }

  knows(address: string): boolean {
    return this.#evidence.has(address);
  }

  /** Takes back what turned out to be over (a device that left and is here again). */
  withdraw(address: string, isOver: (evidence: Evidence) => boolean): void {
    const entries = this.#evidence.get(address);
    for (const [key, entry] of entries ?? []) {
      if (!isOver(entry)) continue;
      entries?.delete(key);
      this.#schedule(GATHER);
    }
  }

  evidenceOf(address: string): Evidence[] {
    return [...(this.#evidence.get(address)?.values() ?? [])];
  }

  /** Everything, told and final. */
  devices(): Device[] {
    this.stop();
    return this.#tell(true).sort((a, b) => compareAddresses(a.address, b.address));
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell(false);
    }, milliseconds);
  }

  #tell(final: boolean): Device[] {
    const started = performance.now();
    const devices = mergeEvidence([...this.#evidence.values()].flatMap((entries) => [...entries.values()]), this.#isForeign);
    this.#cost = performance.now() - started;
    let held = false;
    const idOf = this.#ids.round(devices);
    const known = devices.flatMap((found): Device[] => {
      const addresses = [found.address, ...found.otherAddresses];
      const named = found.mac !== null || found.id.includes('@');
      if (!named && !final && addresses.every((address) => this.#now() - (this.#firstSeen.get(address) ?? 0) < HOLD)) {
        held = true;
        return [];
      }
      const id = idOf(found);
      const device: Device = { ...found, id, otherIds: [found.id, ...found.otherIds].filter((other) => other !== id) };
      const text = JSON.stringify(device);
      if (this.#told.get(id) !== text) {
        this.#told.set(id, text);
        this.#onDevice(device);
      }
      return [device];
    });
    if (held) this.#schedule(HOLD / 4);
    return known;
  }
}
