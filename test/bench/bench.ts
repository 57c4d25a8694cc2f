import type { BenchResult } from './report';
import type { Peers } from './peers/programs';

export interface BenchTools {
  readonly peers: Peers;
  /** A folder of its own, gone afterwards. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly title: string;
  run(tools: BenchTools): Promise<BenchResult>;
}

/** Why a line could not be measured here. */
export function without(peer: string): string {
  return `${peer} is not installed here`;
}
