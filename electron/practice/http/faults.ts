import type { ServerResponse } from 'node:http';

/** What goes wrong with one call. `lost`: the call is carried out, but its answer never arrives. */
export type FaultKind =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly contentType?: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'html' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'lost' };

export interface Fault {
  /** `POST /api/v1/egress`: method and path without query; a `*` stands for one path part. `*` alone: any call. */
  readonly call: string;
  /** How many calls it hits; then it is over. */
  readonly times: number;
  readonly fault: FaultKind;
}

/** Faults that a test or a practice lesson asks for, and the number of calls that arrived. */
export class Faults {
  readonly calls = new Map<string, number>();
  #waiting: { call: string; times: number; fault: FaultKind }[] = [];
  readonly #hanging = new Set<ServerResponse>();

  add(fault: Fault): void {
    this.#waiting.push({ ...fault });
  }

  /** Faults that hit nothing yet. */
  get left(): number {
    return this.#waiting.reduce((sum, fault) => sum + fault.times, 0);
  }

  clear(): void {
    this.#waiting = [];
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }

  /** Counts the call and takes the fault that hits it, if any. */
  next(call: string): FaultKind | null {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    const hit = this.#waiting.find((waiting) => waiting.times > 0 && matches(waiting.call, call));
    if (hit === undefined) return null;
    hit.times--;
    return hit.fault;
  }

  /** Plays a fault that replaces the answer. */
  play(fault: Exclude<FaultKind, { kind: 'lost' }>, response: ServerResponse): void {
    switch (fault.kind) {
      case 'status':
        response.writeHead(fault.status, { 'Content-Type': fault.contentType ?? 'application/json' }).end(fault.body ?? '');
        return;
      case 'reset':
        response.destroy();
        return;
      case 'hang':
        this.#hanging.add(response);
        response.on('close', () => this.#hanging.delete(response));
        return;
      case 'html':
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!doctype html><html><body>You need to enable JavaScript.</body></html>');
        return;
      case 'garbage':
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"Code":200,"Response":[{"id":"\u0007');
        return;
    }
  }
}

function matches(pattern: string, call: string): boolean {
  if (pattern === '*') return true;
  const [left, right] = [pattern.split(/[ /]/), call.split(/[ /]/)];
  return left.length === right.length && left.every((part, index) => part === '*' || part === right[index]);
}
