import type { Evidence } from '../domain/device';
import { isVendorSource } from './announcements';

/** Devices told apart at one address; somebody who makes up more gets one row. */
const MOST_APART = 4;

/**
 * The evidence of one address, apart for each device that is there: new cameras of one maker all have its factory address, and all
 * of them answer in its protocol, each with a MAC and a serial of its own. What tells no MAC (ports, pages) is of the one that the
 * network reaches at the moment. One part where there is one device, which is nearly always.
 */
export function apart(address: string, evidence: readonly Evidence[]): Evidence[][] {
  const macs = macsOf(address, evidence);
  if (macs.length < 2 || macs.length > MOST_APART) return [[...evidence]];
  const neighbour = evidence.find((entry) => entry.source === 'neighbour')?.facts['mac'];
  const reached = macs.find((mac) => mac === neighbour) ?? macs[0];
  const ownerOf = (entry: Evidence): string | undefined => {
    const { mac } = entry.facts;
    return isVendorSource(entry.source) && mac !== undefined && macs.includes(mac) ? mac : reached;
  };
  return macs.map((mac) => evidence.filter((entry) => ownerOf(entry) === mac)).filter((part) => part.length > 0);
}

/** MACs of devices that say, in one and the same protocol, that they are at this address, each with another serial. */
function macsOf(address: string, evidence: readonly Evidence[]): string[] {
  const perSource = new Map<string, Map<string, string>>();
  for (const { source, facts } of evidence) {
    const mac = facts['mac'];
    if (!isVendorSource(source) || mac === undefined || facts['via'] !== undefined || (facts['ip'] ?? address) !== address) continue;
    const known = perSource.get(source) ?? new Map<string, string>();
    // One device with two network cards has one serial.
    const serial = facts['serial'] ?? `mac ${mac}`;
    if (![...known.values()].includes(serial)) known.set(mac, serial);
    perSource.set(source, known);
  }
  const most = [...perSource.values()].sort((a, b) => b.size - a.size)[0];
  return [...(most?.keys() ?? [])].sort();
}
