import type { ErrorData } from '../../electron/domain/errors';
import type { Site } from '../../electron/domain/site';

/** Is this of a computer that is reached like the small one but is another: a hub, or the one where the agents run? */
export function isOfOtherComputer(error: ErrorData, { box }: Pick<Site, 'box'>): boolean {
  const host = error.params['host'];
  return error.code.startsWith('box-') && typeof host === 'string' && host !== box?.host;
}
