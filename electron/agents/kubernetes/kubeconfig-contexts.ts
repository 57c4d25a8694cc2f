import { FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';

/** The part of a kubeconfig that says which clusters it knows (kubernetes.io, `kubectl config`, apiVersion v1). */
const Kubeconfig = z.object({ contexts: z.array(z.object({ name: z.string().min(1).max(200) })).min(1).max(1000), 'current-context': z.string().max(200).nullish() });

/** Names of the contexts in the order of the file, and the current one where it is one of them. @throws kubeconfig-invalid. */
export function kubeconfigContexts(text: string): { contexts: string[]; current: string | null } {
  const parsed = Kubeconfig.safeParse(yamlOf(text));
  if (!parsed.success) throw new TunnelError('kubeconfig-invalid', { reason: 'It names no context.' });
  const contexts = [...new Set(parsed.data.contexts.map(({ name }) => name))];
  // A name with control characters could not be shown as it is, and no tool makes one.
  if (contexts.some((name) => plainText(name, 200) !== name)) throw new TunnelError('kubeconfig-invalid', { reason: 'The name of a context holds characters that cannot be shown.' });
  const current = parsed.data['current-context'] ?? null;
  return { contexts, current: current !== null && contexts.includes(current) ? current : null };
}

function yamlOf(text: string): unknown {
  try {
    // Names only: nothing has to become a number or a date.
    return load(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    // The library quotes what is around the mistake, and that may be a token: where it is has to do.
    throw new TunnelError('kubeconfig-invalid', { reason: error instanceof YAMLException ? `It cannot be read from line ${error.mark.line + 1} on.` : 'It is no YAML.' });
  }
}
