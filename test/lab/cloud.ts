import { mkdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { createFactorySimulator } from '../../electron/practice/factory/simulator';
import { FactoryState, newFactoryState } from '../../electron/practice/factory/state';
import { createKubernetesSimulator } from '../../electron/practice/kubernetes/simulator';
import { ClusterState, newClusterState } from '../../electron/practice/kubernetes/state';
import { advertisedRanges } from '../../electron/practice/netmaker/membership';
import { createNetmakerSimulator } from '../../electron/practice/netmaker/simulator';
import { NetmakerState, newNetmakerState } from '../../electron/practice/netmaker/state';
import { openWorld } from '../../electron/practice/world';
import { startAgent, type LabAgent } from './cloud/agent';
import { createControl } from './cloud/control';
import { Door } from './cloud/door';
import { openHub, type HubPeer } from './cloud/hub';
import { KUBERNETES, readLab, type Lab } from './cloud/lab';

/*
 * The cloud of the lab: `lab cloud start` runs this in the namespace `cloud`. The simulators are those of the practice site;
 * what makes them real here is the WireGuard hub that follows Netmaker's state, and agents that pull the cameras' streams.
 */

const NETMAKER = { name: 'api.lab.test', port: 443 };
const FACTORY_PORT = 8080;
const FACTORY_SECURE_PORT = 8443;
const FIRST_AGENT_PORT = 10_001;
const CONTROL_PORT = 9999;

async function main(lab: Lab, api: 'v1' | 'legacy'): Promise<void> {
  const { address } = lab.cloud;
  const folder = join(lab.state, 'cloud');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // On the disk: a cloud that is stopped and started again is the same cloud.
  const world = openWorld(folder);

  const { netmaker, netmakerState } = await openNetmaker(lab, api, world);
  const agents = new Map<string, LabAgent>();
  let nextPort = FIRST_AGENT_PORT;
  const factory = createFactorySimulator({
    state: world.part('factory', FactoryState, newFactoryState(lab.cloud.factory)),
    startAgent: ({ deployName, rtsp }) => {
      const agent = startAgent({ rtsp, address, port: nextPort++, login: lab.cloud.agent, frameFile: join(lab.cloud.framesFolder, `${deployName}.jpg`) });
      const handle = { ...agent, stop: async () => { agents.delete(deployName); await agent.stop(); } };
      agents.set(deployName, handle);
      return handle;
    },
  });
  const kubernetes = createKubernetesSimulator({
    state: world.part('kubernetes', ClusterState, newClusterState({ accounts: [{ token: KUBERNETES.token, user: 'technician', rights: '*' }], namespaces: [KUBERNETES.namespace] })),
    startAgent: (deployment, environment) => {
      const login = { username: environment['AGENT_USERNAME'] ?? '', password: environment['AGENT_PASSWORD'] ?? '' };
      const agent = startAgent({ rtsp: environment['AGENT_CAPTURE_IPCAMERA_RTSP'] ?? '', address, port: nextPort++, login, frameFile: join(lab.cloud.framesFolder, `${deployment}.jpg`) });
      agents.set(deployment, agent);
      const stop = async (): Promise<void> => {
        if (agents.get(deployment) === agent) agents.delete(deployment);
        await agent.stop();
      };
      return { handler: agent.handler, log: () => agent.logs(), stop };
    },
  });

  const tls = { cert: readFileSync(lab.certificates.certificate), key: readFileSync(lab.certificates.key) };
  const secure = (handler: RequestListener, port: number): Door => new Door(() => createHttpsServer(tls, handler), address, port);
  const plain = (handler: RequestListener, port: number): Door => new Door(() => createHttpServer(handler), address, port);
  const netmakerDoors = [secure(netmaker.handler, NETMAKER.port)];
  const kubernetesDoors = [secure(kubernetes.handler, KUBERNETES.port)];
  const factoryDoors = [plain(factory.handler, FACTORY_PORT), secure(factory.handler, FACTORY_SECURE_PORT)];
  const listen = (doors: readonly Door[]) => async (open: boolean): Promise<void> => {
    for (const door of doors) await door.set(open);
  };
  await listen([...netmakerDoors, ...factoryDoors, ...kubernetesDoors])(true);

  const control = createControl(
    { netmaker: { faults: netmaker.faults, listen: listen(netmakerDoors) }, factory: { faults: factory.faults, listen: listen(factoryDoors) }, kubernetes: { faults: kubernetes.faults, listen: listen(kubernetesDoors) } },
    () => ({
      netmaker: shownState(netmakerState()),
      agents: [...agents].map(([name, agent]) => ({ name, port: agent.port, frameAt: agent.frameAt() })),
    }),
  );
  await new Promise<void>((resolve) => {
    control.listen(CONTROL_PORT, address, resolve);
  });

  const stop = (): void => {
    void Promise.all([factory.close(), kubernetes.close()]).finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log('READY');
}

/** The Netmaker simulator, with the hub following every change of its hosts and ranges. */
async function openNetmaker(lab: Lab, api: 'v1' | 'legacy', world: ReturnType<typeof openWorld>) {
  const { address, netmaker: account, hub: place } = lab.cloud;
  const hub = await openHub(lab);
  const state = world.part('netmaker', NetmakerState, newNetmakerState({
    networks: [{ netid: account.network, addressrange: account.range }],
    users: [{ username: account.username, password: account.password }],
    apiTokens: [account.apiToken],
  }));
  const peers = (now: NetmakerState): HubPeer[] =>
    now.nodes.flatMap((node) => {
      const host = now.hosts.find((candidate) => candidate.id === node.hostid);
      return host === undefined ? [] : [{ publicKey: host.publickey, address: node.address.split('/')[0] ?? '', ranges: advertisedRanges(now, node, api) }];
    });
  const netmaker = createNetmakerSimulator({
    state,
    publicServer: `${NETMAKER.name}:${NETMAKER.port}`,
    api,
    hub: { publicKey: hub.publicKey, endpoint: { ip: address, port: place.port }, address: place.address },
    onChange: (now) => {
      hub.apply(peers(now)).catch((error: unknown) => {
        console.error('hub:', String(error));
      });
    },
    ...(api === 'v1' ? { version: lab.netclient.version } : {}),
  });
  await hub.apply(peers(state.read()));
  return { netmaker, netmakerState: () => state.read() };
}

/** For tests: what Netmaker holds, without what opens it. */
function shownState(state: NetmakerState): unknown {
  return {
    hosts: state.hosts.map(({ id, name, version, publickey }) => ({ id, name, version, publickey })),
    nodes: state.nodes,
    egresses: state.egresses,
    keys: state.keys.map(({ tags, networks, uses_remaining }) => ({ tags, networks, uses_remaining })),
  };
}

main(readLab(process.env['LAB_JSON'] ?? ''), process.env['LAB_NETMAKER_API'] === 'legacy' ? 'legacy' : 'v1').catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
