import { describe, expect, it } from 'vitest';
import { kubeconfigContexts } from '../../../electron/agents/kubernetes/kubeconfig-contexts';
import { TunnelError } from '../../../electron/domain/errors';

const FILE = `apiVersion: v1
kind: Config
current-context: production
clusters: [{ name: a, cluster: { server: https://10.0.0.1:6443 } }]
users: [{ name: tech, user: { token: eyJ-token } }]
contexts:
- name: staging
  context: { cluster: a, user: tech }
- name: production
  context: { cluster: a, user: tech }
- name: staging
  context: { cluster: b, user: tech }
`;

function refusal(text: string): TunnelError {
  try {
    kubeconfigContexts(text);
  } catch (error) {
    if (error instanceof TunnelError) return error;
  }
  throw new Error('taken');
}

describe('the contexts of a kubeconfig', () => {
  it('are named once each, in the order of the file, with the current one', () => {
    expect(kubeconfigContexts(FILE)).toEqual({ contexts: ['staging', 'production'], current: 'production' });
  });

  it('have no current one where the file names another', () => {
    expect(kubeconfigContexts(FILE.replace('current-context: production', 'current-context: gone'))).toEqual({ contexts: ['staging', 'production'], current: null });
    expect(kubeconfigContexts(FILE.replace('current-context: production\n', '')).current).toBeNull();
  });

  it('come from the same file as JSON', () => {
    expect(kubeconfigContexts(JSON.stringify({ 'current-context': 'one', contexts: [{ name: 'one' }] }))).toEqual({ contexts: ['one'], current: 'one' });
  });

  it.each([
    ['an empty file', ''],
    ['a text', 'not a kubeconfig'],
    ['no context', 'apiVersion: v1\ncontexts: []\n'],
    ['a context without a name', 'contexts: [{ context: {} }]'],
    ['a name that would steer a terminal', 'contexts: [{ name: "a\\u001b[2J" }]'],
    ['a tag that would make an object', 'contexts: !!js/function "x"'],
  ])('are refused: %s', (_name, text) => { expect(refusal(text).code).toBe('kubeconfig-invalid'); });

  it('are refused without quoting what is around the mistake', () => {
    const error = refusal('users:\n- token: eyJ-secret-token\n  bad: [eyJ-secret-token\n contexts: x\n');
    expect(error.params).toEqual({ reason: 'It cannot be read from line 4 on.' });
    expect(JSON.stringify([error.params, error.detail])).not.toContain('eyJ');
  });
});
