import type { Stored } from '../world';
import type { Hub } from './membership';
import type { NetmakerState } from './state';

/** What all routes of one simulated server share. */
export interface Model {
  readonly api: 'v1' | 'legacy';
  /** `v1.5.1`. */
  readonly version: string;
  readonly publicServer: string;
  /** Netmaker Professional. */
  readonly pro: boolean;
  /** Passes everything, and is no user. */
  readonly masterKey: string;
  readonly hub: Hub | null;
  readonly state: Stored<NetmakerState>;
  /** Changes the state, saves it and tells whoever watches. */
  readonly change: <T>(work: (state: NetmakerState) => T) => T;
  /** The real server makes nodes after it has answered; this one too. */
  readonly nodesSoon: () => void;
  readonly now: () => number;
  /** Host id to unix seconds; not part of the state, because it changes all the time. */
  readonly checkIns: Map<string, number>;
  /** How long a session token is good for, milliseconds. */
  readonly sessionMs: number;
}

/** Compares the simulated version with one of the fact sheet's table. */
export function since(model: Model, version: string): boolean {
  const numbers = (text: string): number[] => text.replace(/^v/, '').split('.').map(Number);
  const [mine, theirs] = [numbers(model.version), numbers(version)];
  for (let i = 0; i < 3; i++) if ((mine[i] ?? 0) !== (theirs[i] ?? 0)) return (mine[i] ?? 0) > (theirs[i] ?? 0);
  return true;
}
