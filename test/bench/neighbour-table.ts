import { readFileSync } from 'node:fs';

/** Linux's neighbour table, one for all namespaces of the machine. */
export interface NeighbourTable {
  readonly entries: number;
  /** How often it was full when somebody new was to go in, since the system started. */
  readonly fulls: number;
}

export function neighbourTable(): NeighbourTable {
  return readNeighbourTable(readFileSync('/proc/net/stat/arp_cache', 'utf8'));
}

/** A line of names, then one per processor, hexadecimal; the entries are the same in all of them. @throws Error where the kernel does not tell. */
export function readNeighbourTable(text: string): NeighbourTable {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.trim().split(/\s+/);
  const processors = lines.map((line) => line.trim().split(/\s+/).map((word) => parseInt(word, 16)));
  const column = (name: string): number[] => processors.map((words) => words[names.indexOf(name)] ?? NaN);
  const table = { entries: Math.max(...column('entries')), fulls: column('table_fulls').reduce((sum, value) => sum + value, 0) };
  if (!Number.isFinite(table.entries) || !Number.isFinite(table.fulls)) throw new Error('this kernel does not tell how full its neighbour table is');
  return table;
}
