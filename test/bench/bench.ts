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

/** A bench that cannot be run at all without a program that is missing. */
export function notMeasured(bench: Pick<Bench, 'name' | 'title'>, peer: string): BenchResult {
  return { name: bench.name, lab: 'not measured.', lines: [{ what: bench.title, bar: 'see test/bench', measured: without(peer), holds: null }], figures: null };
}
