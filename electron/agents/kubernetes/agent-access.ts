import { TunnelError } from '../../domain/errors';
import type { Secrets } from '../../engine/ports';
import { HttpFailure } from '../../http/request';
import type { AgentAccess, AgentCall } from '../proof/agent-access';
import { statusIn } from './api-client';
import type { Cluster } from './agent-step';
import { secretName } from './agent-objects';
import { agentContainer } from './example';
import { Deployment, Pod, SecretObject, Service } from './objects';
import { decoded } from './surroundings';
import { isAvailable, troubleOf } from './trouble';

const MOST_LINES = 500;
const MOST_BYTES = 256 * 1024;

/**
 * One agent through the API server alone: nothing of it need be published. `services/http:<name>:<port>/proxy` (core/v1 Service proxy);
 * the server keeps `Authorization` for itself, so the agent's own token goes in `X-Authorization`, which agents read since v3.6.28.
 */
export function accessThroughServer({ client, rights, surroundings }: Cluster, name: string, secrets: Secrets): AgentAccess {
  const podsOf = (deployment: Deployment, signal: AbortSignal): Promise<Pod[]> => client.list('pods', Pod, signal, deployment.spec.selector.matchLabels);

  return {
    async status(signal) {
      const deployment = await client.read('deployments', name, Deployment, signal);
      if (deployment === null) return { available: false, trouble: null };
      return { available: isAvailable(deployment), trouble: troubleOf(deployment, await podsOf(deployment, signal)) };
    },

    async api(signal) {
      const missing = (await rights(signal)).missingForProof.filter((right) => right.endsWith('services/proxy'));
      if (missing.length > 0) return `this account may not ${missing.join(', ')}`;
      const [service, secret, { given }] = await Promise.all([client.read('services', name, Service, signal), client.read('secrets', secretName(name), SecretObject, signal), surroundings(signal)]);
      const port = service?.spec.ports[0]?.port;
      if (port === undefined) return 'it has no Service';
      const account = { ...given, ...decoded(secret) };
      const { AGENT_USERNAME: username, AGENT_PASSWORD: password } = account;
      if (username === undefined || password === undefined) return 'the login of its pages is not known here';
      return { call: through(`${client.path('services')}/http:${encodeURIComponent(name)}:${port}/proxy`), login: { username, password: secrets.learned(password) }, way: 'service proxy' };
    },

    async logs(signal) {
      const deployment = await client.read('deployments', name, Deployment, signal);
      const pods = deployment === null ? [] : await podsOf(deployment, signal);
      const pod = pods.sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))[0];
      if (deployment === null || pod === undefined) return '';
      const query = new URLSearchParams({ container: agentContainer(deployment).name, tailLines: String(MOST_LINES), limitBytes: String(MOST_BYTES) });
      const answer = await client.send({ method: 'GET', path: `${client.path('pods', pod.metadata.name)}/log?${query.toString()}`, headers: { Accept: '*/*' }, keepLines: true, maxText: MOST_BYTES, signal }).catch(async (error: unknown) => {
        throw error instanceof HttpFailure ? await client.unreachable(error, signal) : error;
      });
      if (answer.status === 200) return answer.body.kind === 'text' ? answer.body.text : '';
      if (answer.status === 403) throw client.forbidden(`read the log of ${name}`, 'get pods/log');
      throw new TunnelError('agents-refused', { action: `read the log of ${name}`, status: answer.status, message: statusIn(answer)?.message ?? '' });
    },
  };

  function through(proxy: string): AgentCall {
    return async ({ method, path, body, bearer, deadlineMs }, signal) => {
      const answer = await client.send({ method, path: proxy + path, ...(body === undefined ? {} : { body }), ...(bearer === undefined ? {} : { headers: { 'X-Authorization': `Bearer ${bearer.reveal()}` } }), deadlineMs, signal });
      // Agents never answer in this form: it is the API server, which did not get to the agent, or does not want to.
      const said = statusIn(answer);
      if (said !== null) throw new HttpFailure('unreachable', said.message ?? `the API server answered ${answer.status}`);
      return answer;
    };
  }
}
