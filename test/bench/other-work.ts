import { readFileSync } from 'node:fs';

/** Ticks of the kernel's clock since it started. */
export interface ProcessorTime {
  readonly all: number;
  readonly busy: number;
  /** Of this process and of those that it started and that have ended. */
  readonly ours: number;
}

export function processorTime(): ProcessorTime {
  return readProcessorTime(readFileSync('/proc/stat', 'utf8'), readFileSync('/proc/self/stat', 'utf8'));
}

/** Part of the processors' time, 0 to 1, that went to work of others between the two. */
export function othersShare(before: ProcessorTime, after: ProcessorTime): number {
  const all = after.all - before.all;
  const others = after.busy - before.busy - (after.ours - before.ours);
  return all <= 0 ? 0 : Math.min(1, Math.max(0, others / all));
}

/** proc(5): `cpu` user nice system idle iowait irq softirq steal; and utime, stime, cutime, cstime as fields 14 to 17 of the process. */
export function readProcessorTime(system: string, own: string): ProcessorTime {
  const [user = 0, nice = 0, kernel = 0, idle = 0, waiting = 0, interrupts = 0, softly = 0, stolen = 0] = (/^cpu +(.*)$/m.exec(system)?.[1] ?? '').split(' ').map(Number);
  // The program's name, in brackets, may hold blanks.
  const fields = own.slice(own.lastIndexOf(')') + 2).split(' ').map(Number);
  const busy = user + nice + kernel + interrupts + softly + stolen;
  return { all: busy + idle + waiting, busy, ours: fields.slice(11, 15).reduce((sum, value) => sum + value, 0) };
}
