import { APT_OFFER_SCRIPT, EXAMINE_SCRIPT, FETCH_SCRIPT, INSTALL_SCRIPT, TOOLS_SCRIPT } from '../../overlay/netmaker/install-scripts';
import { REMOVE_SCRIPT, STATE_SCRIPT } from '../../overlay/netmaker/scripts';
import { SYSV_DISABLE_SCRIPT, SYSV_ENABLE_SCRIPT } from '../../box/services/sysv';
import { DONE, failed, said, type Command, type Reply } from './command';
import type { Machine } from './commands';
import { containerScript, dockerProgram } from './containers';
import { INIT_SCRIPT, NETCLIENT, UNIT } from './netclient';

/** The scripts about the VPN client that the product runs as `sh -c`; null: none of them. */
export function clientScript(machine: Machine, command: Command, script: string, words: readonly string[]): Reply | Promise<Reply> | null {
  switch (script) {
    case STATE_SCRIPT:
      return clientState(machine);
    case REMOVE_SCRIPT:
      return removeClient(machine);
    case TOOLS_SCRIPT:
      return clientTools(machine);
    case FETCH_SCRIPT:
      return fetchFile(machine, command, words);
    case EXAMINE_SCRIPT:
      return examine(machine, command, words);
    case INSTALL_SCRIPT:
      return machine.netclient.run(words[0] ?? '', ['install'], command.root).then((reply) => {
        machine.disk.remove(words[0] ?? '');
        return reply;
      });
    case APT_OFFER_SCRIPT: {
      const list = machine.state.read().internet[`${words[0] ?? ''}/dists/stable/main/binary-amd64/Packages`];
      return list === undefined ? failed(1, 'curl: (6) Could not resolve host') : said(list);
    }
    case SYSV_ENABLE_SCRIPT:
      return enable(machine, true);
    case SYSV_DISABLE_SCRIPT:
      return enable(machine, false);
    default:
      return null;
  }
}

/** `/etc/init.d/netclient`, `rc-update` and `rc-service`, whichever this box has. */
export function serviceProgram(machine: Machine, { argv, root }: Command): Reply | Promise<Reply> {
  if (!root) return failed(1, `${argv[0] ?? ''}: superuser access required`);
  const [program = '', ...words] = argv;
  if (program !== INIT_SCRIPT && machine.state.read().init !== 'openrc') return failed(127, `sh: ${program}: not found`);
  const verb = program === 'rc-update' ? (words[0] === 'add' ? 'enable' : 'disable') : program === 'rc-service' ? words[1] : words[0];
  switch (verb) {
    case 'enable':
    case 'disable':
      return enable(machine, verb === 'enable');
    case 'start':
    case 'restart':
      return machine.netclient.startService();
    case 'stop':
      return machine.netclient.stopService();
    default:
      return failed(1, `${program}: unknown command`);
  }
}

/** `head -n LINES` or `-c BYTES` of a file. */
export function headProgram({ disk }: Machine, { argv }: Command): Reply {
  const path = argv.at(-1) ?? '';
  if (!disk.exists(path)) return failed(1, `head: cannot open '${path}' for reading: No such file or directory`);
  const content = disk.file(path)?.content ?? Buffer.alloc(0);
  const count = Number(argv[2] ?? 10);
  if (argv[1] === '-c') return said(content.subarray(0, count).toString('latin1'));
  return said(content.toString('utf8').split('\n').slice(0, count).map((line) => `${line}\n`).join(''));
}

function enable({ state }: Machine, enabled: boolean): Reply {
  const next = state.read();
  next.service.enabled = enabled;
  state.write(next);
  return DONE;
}

async function clientState({ disk, state, netclient, ...machine }: Machine): Promise<Reply> {
  const { service, init, container } = state.read();
  const client = disk.file(NETCLIENT);
  const tool = containerScript(client) ? container.tool : null;
  const version = client === null ? '' : (tool === null ? await netclient.run(NETCLIENT, ['version'], true) : dockerProgram({ ...machine, disk, state, netclient }, { argv: [tool, 'exec', '-i', 'c', '/root/netclient', 'version'] })).stdout.trim();
  const config = disk.file('/etc/netclient/netclient.json')?.content?.toString('utf8') ?? '';
  const nodes = disk.file('/etc/netclient/nodes.json')?.content?.toString('utf8') ?? '';
  const id = /"id"\s*:\s*"[^"]*"/.exec(config)?.[0];
  const script = disk.file(INIT_SCRIPT)?.content?.toString('utf8').split('\n')[0];
  const lines = [
    ...(client === null ? ['binary=no'] : ['binary=yes', `version=${version}`]),
    `init=${init}`,
    `active=${service.active ? 'active' : 'inactive'}`,
    `enabled=${service.enabled ? 'enabled' : 'disabled'}`,
    ...(tool === null ? [] : [`container=${tool}`, `running=${container.one === null ? '' : `${String(container.one.running)} ${container.one.restart}`}`]),
    ...(disk.exists(UNIT) ? ['unit=systemd'] : []),
    ...(script === undefined ? [] : [`unit=${script.includes('rc.common') ? 'procd' : script.includes('openrc') ? 'openrc' : 'sysv'}`]),
    ...(disk.exists('/etc/netclient') ? ['config=yes'] : []),
    ...(netclient.interfaceUp ? ['interface=yes'] : []),
    ...(id === undefined ? [] : [id]),
    ...(nodes === '' ? [] : ['nodes=', nodes]),
  ];
  return said(`${lines.join('\n')}\n`);
}

async function removeClient(machine: Machine): Promise<Reply> {
  await machine.netclient.stopService();
  enable(machine, false);
  for (const path of ['/etc/netclient', UNIT, INIT_SCRIPT, NETCLIENT, '/sbin/.kerberos-tunnel-netclient', '/var/log/netclient.log']) machine.disk.remove(path);
  return DONE;
}

function clientTools({ state }: Machine): Reply {
  const { packages, container } = state.read();
  const lines = ['download=curl', ...(packages.manager === null ? [] : [`packages=${packages.manager}`]), ...(container.tool === null ? [] : [`container=${container.tool}`])];
  return said(`${lines.join('\n')}\n`);
}

async function examine({ disk, netclient }: Machine, { root }: Command, [path = '', expected = '']: readonly string[]): Promise<Reply> {
  const sum = disk.file(path)?.sha256 ?? '';
  if (sum !== expected) return said(`${sum}\n`);
  disk.setMode(path, 0o700);
  const { stdout, code } = await netclient.run(path, ['version'], root);
  return said(`${sum}\n${stdout}${code}\n`);
}

function fetchFile({ disk, state }: Machine, { root }: Command, [url = '', path = '']: readonly string[]): Reply {
  const content = state.read().internet[url];
  if (content === undefined) return failed(6, `curl: (6) Could not resolve host: ${URL.canParse(url) ? new URL(url).host : url}`);
  if (!root) return failed(23, `curl: (23) Failure writing output to destination`);
  disk.write(path, Buffer.from(content), 0o600);
  return DONE;
}

