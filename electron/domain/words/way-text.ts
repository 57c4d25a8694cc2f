import type { Params } from '../json';
import { fill, type Words } from './words';

/** How the VPN client will be installed and why so, from the params that the look added to the step; '' where nothing is installed. */
export function wayText(params: Params, words: Words): string {
  const { ways, because } = words.install;
  const way = params['way'];
  const from = params['from'];
  if (typeof way !== 'string' || !Object.hasOwn(ways, way)) return '';
  const reason = typeof from === 'string' && Object.hasOwn(because, from) ? ` ${because[from as keyof typeof because]}` : '';
  return `${fill(ways[way as keyof typeof ways], params)}${reason}`;
}
