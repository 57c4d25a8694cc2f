import type { Params } from '../json';
import { fill, type Words } from './words';

/** Why Factory will make an agent anew, and what it decides itself, from the params that the look added to the step; '' where neither. */
export function factoryText(params: Params, words: Words): string {
  const { changes, remade, untold, decides } = words.factory;
  const changed = named(params['changes'], changes);
  const silent = named(params['untold'], untold);
  return [changed === '' ? '' : fill(remade, { changes: changed }), silent === '' ? '' : fill(decides, { untold: silent })].filter((part) => part !== '').join(' ');
}

function named(list: Params[string] | undefined, names: Readonly<Record<string, string>>): string {
  return String(list ?? '').split(',').flatMap((name) => (Object.hasOwn(names, name) ? [names[name] ?? ''] : [])).join(', ');
}
