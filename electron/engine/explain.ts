import { parseAddress, parseRange, rangeContains } from '../domain/addresses';
import { TunnelError } from '../domain/errors';
import type { Site } from '../domain/site';
import type { WhyNot } from '../domain/why-not';
import type { Conduct, Ports } from './ports';

/**
 * Why an address that a technician says is a camera was not found as one. A practice site asks its own addresses only: nothing
 * else may be touched from there.
 * @throws TunnelError `input-invalid`, `cancelled`.
 */
export function explain(ports: Pick<Ports, 'discovery'>, site: Pick<Site, 'mode' | 'ranges'>, address: string, conduct: Conduct): Promise<WhyNot> {
  if (site.mode === 'practice' && !isInside(address, site.ranges)) return Promise.reject(new TunnelError('input-invalid', { field: address, reason: 'not an address of the practice site' }));
  return ports.discovery.explain(address, conduct);
}

function isInside(address: string, ranges: readonly string[]): boolean {
  const value = parseAddress(address);
  return value !== null && ranges.some((text) => {
    const range = parseRange(text);
    return range !== null && rangeContains(range, value);
  });
}
