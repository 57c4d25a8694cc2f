import { TunnelError } from '../../../domain/errors';
import type { Box, BoxService, ServiceManager } from '../../../engine/ports';
import { parseVersion } from '../api/version';
import type { BoxState } from '../box-state';
import { CLIENT, CONTAINER } from '../scripts';
import { demandVersion, INSTALL_MS, SHORT_MS, type Installation } from './installation';
import { startWithSystem } from './service';
import { noted, noteLine } from './source-note';

type Tool = 'docker' | 'podman';

/** A container cannot set it for the host; Docker does at its own start, podman does not. */
export const FORWARD_FILE = '/etc/sysctl.d/90-kerberos-tunnel.conf';
/** Where the client is in the maker's image (its Dockerfile). */
const INSIDE = '/root/netclient';

/**
 * The host's network and all that a tunnel in it needs, no more: not `--privileged`. The image's own start script would join at every
 * start, with a key that is gone by then, so the daemon is started itself; the key comes later, by standard input.
 */
const RIGHTS = [
  '--network', 'host', '--cap-add', 'NET_ADMIN', '--cap-add', 'NET_RAW', '--cap-add', 'SYS_MODULE', '--device', '/dev/net/tun', '--volume', '/lib/modules:/lib/modules:ro',
];

/** Docker drops what it forwards for others unless its own chain says otherwise (DOCKER-USER); gone after a restart, when netclient opens FORWARD itself. */
const ACCEPTS = [['-i', 'netmaker', '-j', 'ACCEPT'], ['-o', 'netmaker', '-j', 'ACCEPT']];

/** podman has no daemon that would start its containers with the system. */
const PODMAN_SERVICE: BoxService = { name: 'netclient', title: "Netmaker's VPN client, in a container", argv: ['/usr/bin/podman', 'start', '--attach', CONTAINER] };

export function imageOf(version: string): string {
  const numbers = parseVersion(version);
  if (numbers === null) throw new TunnelError('box-unsupported', { reason: `no image is known for the server's version ${version}` });
  return `docker.io/gravitl/netclient:v${numbers.join('.')}`;
}

export async function installByContainer(installation: Installation, tool: Tool): Promise<void> {
  const { box, signal } = installation;
  const image = imageOf(installation.version);
  const before = await readScript(box, signal);
  const had = (await box.run([tool, 'image', 'inspect', '--format', '{{.Id}}', image], { root: true, deadlineMs: SHORT_MS, signal })).code === 0;
  const pulled = noted(before, 'pulled') ?? (had ? [] : [image]);
  // Written first: from here on undo knows what is ours. It is also the client for everything that calls one.
  await box.writeFile(CLIENT, scriptFor(tool, pulled), { mode: 0o755, signal });
  if (!had) await pull(box, tool, image, signal);
  await demandVersion(installation, [tool, 'run', '--rm', ...RIGHTS, '--entrypoint', INSIDE, image]);
  await box.run([tool, 'rm', '--force', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal });
  const restart = tool === 'docker' ? ['--restart', 'always'] : [];
  await box.writeFile(FORWARD_FILE, '# Written by Kerberos Tunnel: a container cannot let the box forward. "Take everything back" removes this file.\nnet.ipv4.ip_forward = 1\n', { mode: 0o644, signal });
  await box.demand(['sysctl', '-w', 'net.ipv4.ip_forward=1'], { root: true, deadlineMs: SHORT_MS, signal });
  await box.demand([tool, 'run', '--detach', '--name', CONTAINER, ...restart, ...RIGHTS, '--volume', '/etc/netclient:/etc/netclient', '--entrypoint', INSIDE, image, 'daemon'], { root: true, deadlineMs: INSTALL_MS, signal });
  if (tool === 'docker') {
    for (const accept of ACCEPTS) {
      const known = await box.run(['iptables', '-C', 'DOCKER-USER', ...accept], { root: true, deadlineMs: SHORT_MS, signal });
      // Code 1: not there; anything else is a box without such a chain, where nothing is in the way.
      if (known.code === 1) await box.run(['iptables', '-I', 'DOCKER-USER', ...accept], { root: true, deadlineMs: SHORT_MS, signal });
    }
  }
}

/** A container that is there: started now and with the system, as it is. */
export async function startContainer(box: Box, tool: Tool, manager: ServiceManager, state: BoxState, signal: AbortSignal): Promise<void> {
  if (!state.active) await box.demand([tool, 'start', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal });
  if (tool === 'podman') await startWithSystem(box, manager, { ...state, active: false }, signal, PODMAN_SERVICE);
  else if (!state.enabled) await box.demand([tool, 'update', '--restart', 'always', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal });
}

export async function stopContainer(box: Box, tool: Tool, signal: AbortSignal): Promise<void> {
  await box.run([tool, 'stop', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal });
}

/** Takes back what `installByContainer` added, but the script in the client's place. Returns what is still there, in the expert's words. */
export async function removeContainer(box: Box, tool: Tool, signal: AbortSignal): Promise<string[]> {
  const pulled = noted(await readScript(box, signal), 'pulled') ?? [];
  await box.run([tool, 'rm', '--force', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal });
  if (pulled.length > 0) await box.run([tool, 'image', 'rm', ...pulled], { root: true, deadlineMs: SHORT_MS, signal });
  if (tool === 'docker') for (const accept of ACCEPTS) await box.run(['iptables', '-D', 'DOCKER-USER', ...accept], { root: true, deadlineMs: SHORT_MS, signal });
  await box.run(['rm', '-f', FORWARD_FILE], { root: true, deadlineMs: SHORT_MS, signal });
  const [container, ...images] = await Promise.all([
    box.run([tool, 'container', 'inspect', '--format', '{{.Id}}', CONTAINER], { root: true, deadlineMs: SHORT_MS, signal }),
    ...pulled.map((image) => box.run([tool, 'image', 'inspect', '--format', '{{.Id}}', image], { root: true, deadlineMs: SHORT_MS, signal })),
  ]);
  return [
    ...(container.code === 0 ? [`the container ${CONTAINER} is still there`] : []),
    ...images.flatMap((answer, index) => (answer.code === 0 ? [`the image ${pulled[index] ?? ''} is still there`] : [])),
  ];
}

/** Stands in the client's place, so that whoever calls the client, we or a person, reaches the one in the container. */
export function scriptFor(tool: Tool, pulled: readonly string[]): string {
  return `#!/bin/sh
# Written by Kerberos Tunnel: the VPN client runs in a container. "Take everything back" removes both.
${noteLine('pulled', pulled)}exec ${tool} exec -i ${CONTAINER} ${INSIDE} "$@"
`;
}

async function pull(box: Box, tool: Tool, image: string, signal: AbortSignal): Promise<void> {
  const result = await box.run([tool, 'pull', image], { root: true, deadlineMs: INSTALL_MS, signal });
  if (result.code === 0) return;
  if (/no space left/i.test(result.stderr)) throw new TunnelError('box-disk-full', { megabytes: 0 }, { detail: result.stderr });
  throw new TunnelError('client-download-failed', { url: image, reason: result.stderr.trim().slice(-200) || `${tool} pull ended with ${result.code ?? 'a signal'}` });
}

async function readScript(box: Box, signal: AbortSignal): Promise<string> {
  const { code, stdout } = await box.run(['head', '-c', '1000', CLIENT], { root: true, deadlineMs: SHORT_MS, signal });
  return code === 0 && stdout.startsWith('#!') ? stdout : '';
}
