import { deviceText } from '../../camera/device-text';
import type { Evidence } from '../../domain/device';
import type { Door, DoorFault, DoorName, DoorOutcome } from '../../domain/why-not';

/** What one question brought: the doors for people, the same as evidence for the verdict, and words that may give the brand away. */
export interface Asked {
  readonly doors: readonly Door[];
  readonly evidence: readonly Evidence[];
  readonly said: readonly string[];
  readonly statuses: readonly number[];
}

/** Characters of a fact: it is for people. */
const MAX_FACT = 160;

export function door(name: DoorName, port: number | null, outcome: DoorOutcome, fact: string | null = null, fault: DoorFault | null = null): Door {
  return { door: name, port, outcome, fact: deviceText(fact, MAX_FACT), fault };
}

export function asked(part: Partial<Asked>): Asked {
  return { doors: [], evidence: [], said: [], statuses: [], ...part };
}

/** Facts that are there, in one line. */
export function inOneLine(...facts: readonly (string | null | undefined)[]): string {
  return facts.filter((fact) => fact != null && fact !== '').join(', ');
}
