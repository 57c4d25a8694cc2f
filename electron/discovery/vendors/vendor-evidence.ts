import type { Evidence } from '../../domain/device';
import { evidenceOf } from '../evidence-of';
import type { VendorAnswer, VendorSource } from './protocol';

/** An answer as evidence: a fact by the name of each field that was said; `ip` is where the device says it is. */
export function evidenceOfVendor(source: VendorSource, from: string, answer: VendorAnswer): Evidence {
  const { address, ...said } = answer;
  return evidenceOf(source, from, { ip: address, ...said });
}
