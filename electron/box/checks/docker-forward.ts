import { passesDocker } from '../../domain/docker-rules';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { dropsForwarded, hasChain } from './forwarding';
import { lookAsRoot } from './look';
import { bringsItsRules, ownTunnel } from './tunnels';

/**
 * Docker sets the FORWARD policy to DROP whenever it starts and forwarding was off before. netclient sets it to ACCEPT when it starts;
 * who comes last wins, until the next restart (gravitl/netmaker #2383). What Docker never touches is its chain DOCKER-USER.
 */
export const dockerForwardCheck: BoxCheck = {
  id: 'docker-forward',
  run: async (question, signal) => {
    const name = ownTunnel(question.site);
    const { text } = (await lookAsRoot(question, signal)).iptables;
    // Where the policy is ACCEPT without netclient, forwarding was on before Docker came, and Docker leaves it.
    if (bringsItsRules(question.site) || !hasChain(text, 'DOCKER-USER') || !(dropsForwarded(text) || question.facts.client.active)) return finding('docker-forward', 'ok', { interface: name });
    if (passesDocker(text, name)) return finding('docker-forward', 'ok', { interface: name });
    const able = question.facts.init === 'systemd' && question.facts.firewall.includes('iptables');
    return finding('docker-forward', 'warns', { interface: name }, 'the chain DOCKER-USER says nothing of the tunnel', able ? 'allow-docker-forward' : 'none');
  },
};
