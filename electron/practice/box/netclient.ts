import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Log } from '../../engine/ports';
import type { Stored } from '../world';
import type { BoxDisk } from './box-disk';
import { withNetmaker, withoutNetmaker } from './box-firewall';
import type { BoxState } from './box-state';
import { DONE, failed, said, type Reply } from './command';
import { ServerRefused, checkIn, deleteHost, pull, readToken, register, signIn, type Identity, type Pull } from './netclient-server';

export const NETCLIENT = '/sbin/netclient';
const CONFIG = '/etc/netclient';
export const UNIT = '/etc/systemd/system/netclient.service';
/** Of systems without systemd. */
export const INIT_SCRIPT = '/etc/init.d/netclient';

/** The real one pulls every 30 s; nobody practises patience. */
const PULL_MS = 2000;

const HostFile = z.looseObject({ id: z.string(), hostpass: z.string(), macaddress: z.string(), publickey: z.string(), listenport: z.number() });
const NodesFile = z.record(z.string(), z.looseObject({ id: z.string(), network: z.string(), address: z.object({ IP: z.string(), Mask: z.string() }), connected: z.boolean() }));
const ServersFile = z.record(z.string(), z.looseObject({ API: z.string() }));

const UNIT_TEXT = `[Unit]
Description=Netclient Daemon
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
ExecStartPre=/bin/sleep 17
ExecStart=/sbin/netclient daemon
Restart=on-failure
RestartSec=15s

[Install]
WantedBy=multi-user.target
`;

const PROCD_SCRIPT = '#!/bin/sh /etc/rc.common\nSTART=99\nUSE_PROCD=1\n';

export interface NetclientOptions {
  readonly state: Stored<BoxState>;
  readonly disk: BoxDisk;
  /** What `netclient version` prints, `v1.5.1`. */
  readonly version: string;
  readonly hostname: string;
  readonly address: string;
  readonly log: Log;
}

/** Netmaker's client on the simulated box: its command line, files, service and exit codes; the tunnel is only told of. */
export class Netclient {
  readonly #options: NetclientOptions;
  #timer: NodeJS.Timeout | null = null;
  #bearer: string | null = null;
  #busy: Promise<void> = Promise.resolve();

  constructor(options: NetclientOptions) {
    this.#options = options;
    if (options.state.read().service.active) this.#follow();
  }

  /** `path`: which copy of the program was called. */
  async run(path: string, argv: readonly string[], root: boolean): Promise<Reply> {
    if (!root) return failed(1, 'This program must be run with elevated privileges. Please re-run with sudo or as root.');
    const [verb, ...rest] = argv;
    this.#completeHost();
    switch (verb) {
      case 'version':
        return said(`${this.#options.version}\n`);
      case 'install':
        return this.#install(path);
      case 'uninstall':
        return this.#uninstall(path);
      case 'join':
      case 'register':
        return this.#join(rest[rest.indexOf('-t') + 1] ?? '');
      case 'leave':
        return this.#leave(rest[0] ?? '');
      case 'list':
        return this.#list(rest.find((word) => !word.startsWith('-')) ?? '');
      case 'peers':
        return this.#peers(rest.includes('-j'));
      case 'pull':
        await this.#pullNow();
        return said('completed pull\n');
      case undefined:
        return said("Netmaker's netclient agent and CLI to manage wireguard networks\n");
      default:
        return failed(1, `Error: unknown command "${verb}" for "netclient"`);
    }
  }

  startService(): Reply {
    const { disk, state: stored } = this.#options;
    if (!disk.exists(stored.read().init === 'systemd' ? UNIT : INIT_SCRIPT)) return failed(5, 'Failed to start netclient.service: Unit netclient.service not found.');
    this.startDaemon();
    return DONE;
  }

  /** Whoever starts it: a service manager, or a container. */
  startDaemon(): void {
    this.#change((state) => {
      state.service.active = true;
      // Runtime only, never given back: both are the real one's habit.
      state.sysctl = { 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '1' };
      state.firewall = { v4: withNetmaker([]), v6: withNetmaker([]) };
    });
    this.#follow();
  }

  async stopService(): Promise<Reply> {
    await this.close();
    this.#change((state) => {
      state.service.active = false;
      state.peers = [];
      state.firewall = { v4: withoutNetmaker(state.firewall.v4), v6: withoutNetmaker(state.firewall.v6) };
    });
    return DONE;
  }

  get interfaceUp(): boolean {
    // From the state and not by the disk: the disk asks this whenever it is asked for a file that nobody wrote.
    const { service, files } = this.#options.state.read();
    const nodes = files[`${CONFIG}/nodes.json`]?.content;
    return service.active && nodes != null && Object.keys(NodesFile.parse(JSON.parse(Buffer.from(nodes, 'base64').toString('utf8')))).length > 0;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#busy;
  }

  #install(path: string): Reply {
    const { disk } = this.#options;
    if (path === NETCLIENT) return said('attempting to reinstall netclient on top of itself\n');
    disk.copy(path, NETCLIENT, 0o755);
    const { init } = this.#options.state.read();
    // The real one copies itself first, then finds that it knows no such system, and ends with 0.
    if (init === 'sysv' || init === 'runit') {
      // A Debian with a busybox is an OpenWrt to it; its script for that cannot be run there.
      if (disk.exists('/bin/busybox')) disk.write(INIT_SCRIPT, Buffer.from(PROCD_SCRIPT), 0o755);
      return said(`${stamp()} daemon install error unsupported init type\n`);
    }
    if (init === 'systemd' && !disk.exists(UNIT)) disk.write(UNIT, Buffer.from(UNIT_TEXT), 0o644);
    if (init !== 'systemd') disk.write(INIT_SCRIPT, Buffer.from(init === 'procd' ? PROCD_SCRIPT : '#!/sbin/openrc-run\ncommand="/sbin/netclient"\n'), 0o755);
    this.#change((state) => { state.service.enabled = true; });
    this.startService();
    return DONE;
  }

  async #uninstall(path: string): Promise<Reply> {
    const { disk } = this.#options;
    await this.#sayGoodbye();
    await this.stopService();
    this.#change((state) => { state.service.enabled = false; });
    for (const gone of [UNIT, INIT_SCRIPT, CONFIG, ...(path === NETCLIENT ? [NETCLIENT] : [])]) disk.remove(gone);
    return DONE;
  }

  async #join(token: string): Promise<Reply> {
    const enrollment = readToken(token);
    if (enrollment === null) return { code: 2, stdout: `${stamp()} could not read enrollment token\n`, stderr: '' };
    const { disk } = this.#options;
    try {
      const host = this.#host();
      const { name, api } = await register(enrollment.server, token, { ...host, privatekey: undefined });
      disk.write(`${CONFIG}/servers.json`, Buffer.from(JSON.stringify({ [name]: { name, API: api, Server: name, mqid: host.id, nodes: {} } }, null, 1)), 0o700);
      this.#bearer = null;
      // The real one sends SIGHUP to its daemon, which then pulls. Without a daemon nothing more happens.
      if (this.#options.state.read().service.active) void this.#pullNow();
      return said(`registered with server ${name}\n`);
    } catch (error) {
      // C:cmd/join.go: an HTTP status ends the program with 2; a call that failed is only told of, exit code 0.
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ServerRefused) return { code: 2, stdout: `${stamp()} error registering with server ${message}\n`, stderr: '' };
      return said(`${stamp()} registration failed ${message}\n`);
    }
  }

  async #leave(network: string): Promise<Reply> {
    const nodes = this.#nodes();
    if (nodes[network] === undefined) return said(`not connected to network: ${network}\n`);
    if (Object.keys(nodes).length === 1) await this.#sayGoodbye();
    delete nodes[network];
    this.#saveNodes(nodes);
    this.#change((state) => { state.peers = []; });
    return said(`successfully left network  ${network}\n`);
  }

  #list(wanted: string): Reply {
    const rows = Object.values(this.#nodes())
      .filter((node) => wanted === '' || node.network === wanted)
      .map((node) => ({ network: node.network, node_id: node.id, connected: node.connected, ipv4_addr: cidr(node.address), ipv6_addr: '' }));
    return said(rows.length === 0 ? '\nno such network\n' : `${JSON.stringify(rows, null, 1)}\n`);
  }

  #peers(json: boolean): Reply {
    const { peers } = this.#options.state.read();
    const network = Object.keys(this.#nodes())[0] ?? '';
    if (!this.interfaceUp) return said('\nFailed to get peer information: failed to get peers from device netmaker: file does not exist\n');
    if (peers.length === 0) return said(json ? '[]\n' : '\nNo peers found on interface netmaker\n');
    const now = new Date();
    const rows = peers.map((peer) => ({
      public_key: peer.publicKey, network, endpoint: peer.endpoint, last_handshake: '5 seconds ago', last_handshake_time: new Date(now.getTime() - 5000).toISOString(),
      receive_bytes: 4096, transmit_bytes: 4096, allowed_ips: peer.allowedIps,
    }));
    if (!json) return said(rows.map((row) => `${row.public_key} ${row.endpoint} last handshake ${row.last_handshake}\n`).join(''));
    const host = this.#host();
    return said(`${JSON.stringify({ interface: { name: 'netmaker', port: host.listenport, public_key: host.publickey }, peers: { [network]: rows } }, null, 2)}\n`);
  }

  #follow(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => void this.#pullNow(), PULL_MS);
    this.#timer.unref();
    void this.#pullNow();
  }

  /** One at a time: the timer, `join` and `pull` may ask at once. */
  #pullNow(): Promise<void> {
    this.#busy = this.#busy.then(async () => {
      const server = Object.values(this.#read('servers.json', ServersFile, {}))[0];
      if (server === undefined) return;
      try {
        this.#bearer ??= await signIn(server.API, this.#identity());
        this.#remember(await pull(server.API, this.#bearer));
        await checkIn(server.API, this.#bearer, this.#identity());
      } catch (error) {
        const refused = error instanceof ServerRefused && error.status === 401;
        // Refused with a fresh login: the server has deleted this host, and the client forgets it.
        if (refused && this.#bearer === null) this.#forget();
        if (refused) this.#bearer = null;
        this.#options.log('debug', 'practice netclient could not pull', { reason: error instanceof Error ? error.message.slice(0, 200) : 'unknown' });
      }
    });
    return this.#busy;
  }

  #remember(answer: Pull): void {
    const nodes = Object.fromEntries(
      (answer.nodes ?? []).map((node) => [
        node.network,
        { id: node.id, hostid: node.hostid, network: node.network, address: goNetwork(node.address), networkrange: goNetwork(node.networkrange), connected: node.connected },
      ]),
    );
    if (JSON.stringify(nodes) !== JSON.stringify(this.#nodes())) this.#saveNodes(nodes);
    const peers = (answer.peers ?? []).map((peer) => ({ publicKey: peer.PublicKey, endpoint: peer.Endpoint == null ? '' : `${peer.Endpoint.IP}:${peer.Endpoint.Port}`, allowedIps: [...(peer.AllowedIPs ?? [])] }));
    const firewall = withNetmaker((answer.egress ?? []).some((egress) => egress.nat) ? ['eth0'] : []);
    const state = this.#options.state.read();
    if (JSON.stringify(state.peers) === JSON.stringify(peers) && state.firewall.v4 === firewall) return;
    this.#change((next) => {
      next.peers = peers;
      if (next.service.active) next.firewall.v4 = firewall;
    });
  }

  #forget(): void {
    this.#saveNodes({});
    this.#options.disk.write(`${CONFIG}/servers.json`, Buffer.from('{}'), 0o700);
    this.#change((state) => { state.peers = []; });
  }

  /** The real uninstall goes on when the server cannot be told, and so does this one. */
  async #sayGoodbye(): Promise<void> {
    for (const server of Object.values(this.#read('servers.json', ServersFile, {}))) {
      try {
        await deleteHost(server.API, await signIn(server.API, this.#identity()));
      } catch {
        // Told on the real one's log only.
      }
    }
    this.#forget();
  }

  #identity(): Identity {
    const { id, hostpass, macaddress } = this.#host();
    return { id, hostpass, macaddress };
  }

  /** Every command of the real client makes the identity when there is none. */
  #completeHost(): void {
    if (this.#options.disk.exists(`${CONFIG}/netclient.json`)) return;
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const raw = (key: typeof publicKey, part: 'x' | 'd'): string => Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url').toString('base64');
    const { hostname, address, version } = this.#options;
    const host = {
      id: randomUUID(), hostpass: randomBytes(16).toString('hex'), name: hostname, version, os: 'linux', publickey: raw(publicKey, 'x'), privatekey: raw(privateKey, 'd'),
      listenport: 51821, mtu: 1420, endpointip: '', interface: 'netmaker', interfaces: [{ name: 'eth0', address: goNetwork(`${address}/8`), addressString: `${address}/8` }],
      defaultinterface: 'eth0', firewallinuse: 'iptables', macaddress: macOf(hostname), daemoninstalled: true, autoupdate: false, isstatic: false, isstaticport: false, debug: false, verbosity: 0,
    };
    this.#options.disk.write(`${CONFIG}/netclient.json`, Buffer.from(JSON.stringify(host, null, 1)), 0o700);
  }

  #host(): z.infer<typeof HostFile> {
    this.#completeHost();
    return HostFile.parse(JSON.parse(this.#options.disk.file(`${CONFIG}/netclient.json`)?.content?.toString('utf8') ?? '{}'));
  }

  #nodes(): z.infer<typeof NodesFile> {
    return this.#read('nodes.json', NodesFile, {});
  }

  #saveNodes(nodes: object): void {
    this.#options.disk.write(`${CONFIG}/nodes.json`, Buffer.from(JSON.stringify(nodes, null, 1)), 0o700);
  }

  #read<T>(name: string, schema: z.ZodType<T>, otherwise: T): T {
    const text = this.#options.disk.file(`${CONFIG}/${name}`)?.content?.toString('utf8');
    return text === undefined ? otherwise : schema.parse(JSON.parse(text));
  }

  #change(edit: (state: BoxState) => void): void {
    const state = this.#options.state.read();
    edit(state);
    this.#options.state.write(state);
  }
}

/** As Go writes a net.IPNet: the mask in base64. */
function goNetwork(range: string): { IP: string; Mask: string } {
  const [address = '', prefix = '32'] = range.split('/');
  const bits = Math.min(32, Number(prefix) || 0);
  const mask = Buffer.from([0, 1, 2, 3].map((byte) => 256 - 2 ** (8 - Math.max(0, Math.min(8, bits - byte * 8)))));
  return { IP: address, Mask: mask.toString('base64') };
}

function cidr(network: { IP: string; Mask: string }): string {
  const ones = [...Buffer.from(network.Mask, 'base64')].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return `${network.IP}/${ones}`;
}

function macOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 5);
  return ['02', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function stamp(): string {
  return `[netclient] ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`;
}
