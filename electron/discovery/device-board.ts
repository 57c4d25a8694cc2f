import type { Device, Evidence } from '../domain/device';
import { compareAddresses } from '../domain/addresses';
import { isAnnounced } from './announcements';
import { mergeEvidence } from './merge';

/** Pieces of evidence of one address, announced and found each; a device that answers forever must not fill the memory. */
const MOST_PER_ADDRESS = 40;
/** Milliseconds to gather what arrives together before rows are made of it. */
const GATHER = 25;
/**
 * Milliseconds that an address without MAC and endpoint is held back: its WS-Discovery answer may be on the way, and with it the
 * name by which it will be known in this survey and the next ones.
 */
const HOLD = 700;

/** Collects evidence and tells, as it grows, which devices it makes. A device keeps its id for the survey once it was told. */
export class DeviceBoard {
  readonly #evidence = new Map<string, Map<string, Evidence>>();
  readonly #firstSeen = new Map<string, number>();
  readonly #ids = new Map<string, string>();
  readonly #told = new Map<string, string>();
  readonly #onDevice: (device: Device) => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;
  #cost = 0;

  constructor(onDevice: (device: Device) => void, now: () => number) {
    this.#onDevice = onDevice;
    this.#now = now;
  }

  add(evidence: Evidence): void {
    let entries = this.#evidence.get(evidence.address);
    if (entries === undefined) {
      entries = new Map();
      this.#evidence.set(evidence.address, entries);
      this.#firstSeen.set(evidence.address, this.#now());
    }
    const key = `${evidence.source} ${JSON.stringify(evidence.facts)}`;
    // Apart, so that a recorder that announces all its cameras still has room for its ports.
    if (entries.has(key) || [...entries.values()].filter((entry) => isAnnounced(entry) === isAnnounced(evidence)).length >= MOST_PER_ADDRESS) return;
    entries.set(key, evidence);
    this.#schedule(Math.max(GATHER, this.#cost * 4));
  }

  knows(address: string): boolean {
    return this.#evidence.has(address);
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
    const devices = mergeEvidence([...this.#evidence.values()].flatMap((entries) => [...entries.values()]));
    this.#cost = performance.now() - started;
    let held = false;
    const known = devices.flatMap((found): Device[] => {
      const addresses = [found.address, ...found.otherAddresses];
      const named = found.mac !== null || found.id.includes('@');
      if (!named && !final && addresses.every((address) => this.#now() - (this.#firstSeen.get(address) ?? 0) < HOLD)) {
        held = true;
        return [];
      }
      const id = addresses.map((address) => this.#ids.get(address)).find((before) => before !== undefined) ?? found.id;
      for (const address of addresses) this.#ids.set(address, id);
      const device = { ...found, id };
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
