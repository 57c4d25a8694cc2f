import type { Evidence } from '../domain/device';
import { deviceText } from '../camera/device-text';
import type { WsdMatch } from './ws-discovery-message';

/** Characters of one fact; longer ones are cut, evidence is for people. */
const MAX_FACT = 2_000;

/** A piece of evidence from facts that came off the wire: nulls left out, text made safe and short. */
export function evidenceOf(source: Evidence['source'], address: string, facts: Readonly<Record<string, string | number | boolean | null>>): Evidence {
  return {
    source,
    address,
    facts: Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => {
      const text = value === null ? null : deviceText(String(value), MAX_FACT);
      return text === null ? [] : [[name, text]];
    })),
  };
}

export function evidenceOfMatch(address: string, match: WsdMatch): Evidence {
  return evidenceOf('ws-discovery', address, { endpoint: match.endpoint, types: match.types.join(' '), scopes: match.scopes.join(' '), xaddrs: match.addresses.join(' '), message: match.hello ? 'hello' : null });
}
