import { exchange } from '../../http/request';
import type { AgentCall } from './agent-access';

/** An agent whose own pages can be reached from this computer as they are. `base`: `http://host:port`. */
export function callAt(base: string): AgentCall {
  return ({ path, ...rest }, signal) => exchange({ ...rest, url: base + path, signal });
}
