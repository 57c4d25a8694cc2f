import { DONE, failed, said, type Command, type Reply } from './command';
import type { Machine } from './commands';
import type { DiskFile } from './box-disk';

const NOT_THERE = (what: string): Reply => failed(1, `Error: No such object: ${what}`);

/** Is the file in the client's place ours, which calls the client in its container? */
export function containerScript(file: DiskFile | null): boolean {
  return file?.content?.toString('utf8').includes('the VPN client runs in a container') ?? false;
}

/** Docker and podman, as far as one container with the VPN client needs them. Images come from the box's `registry`. */
export function dockerProgram(machine: Machine, { argv }: Pick<Command, 'argv'>): Reply {
  const { state, netclient } = machine;
  const next = state.read();
  const { container } = next;
  const [tool = '', verb = '', ...words] = argv;
  if (container.tool !== tool) return failed(127, `sh: 1: exec: ${tool}: not found`);
  const last = words.at(-1) ?? '';
  switch (verb) {
    case 'ps':
      return DONE;
    case 'image':
      if (!container.images.includes(last)) return NOT_THERE(last);
      if (words[0] === 'rm') {
        container.images = container.images.filter((image) => !words.includes(image));
        state.write(next);
      }
      return said('sha256:0\n');
    case 'pull':
      if (container.registry[last] === undefined) return failed(1, `Error response from daemon: manifest for ${last} not found: manifest unknown`);
      container.images.push(last);
      state.write(next);
      return said(`${last}\n`);
    case 'run': {
      const image = words.find((word) => container.images.includes(word));
      if (image === undefined) return failed(125, 'Unable to find image locally');
      if (last === 'version') return said(`${container.registry[image] ?? ''}\n`);
      if (container.one !== null) return failed(125, 'Error response from daemon: Conflict. The container name is already in use');
      container.one = { image, running: true, restart: words.includes('--restart') ? (words[words.indexOf('--restart') + 1] ?? 'no') : 'no', words: [...words] };
      state.write(next);
      netclient.startDaemon();
      return said('0123456789ab\n');
    }
    case 'container':
      return container.one === null ? NOT_THERE(last) : said('0123456789ab\n');
    case 'rm':
      container.one = null;
      state.write(next);
      void netclient.stopService();
      return said(`${last}\n`);
    case 'start':
    case 'stop':
      if (container.one === null) return NOT_THERE(last);
      container.one.running = verb === 'start';
      state.write(next);
      if (verb === 'start') netclient.startDaemon();
      else void netclient.stopService();
      return said(`${last}\n`);
    case 'exec':
      if (container.one?.running !== true) return failed(1, 'Error response from daemon: container is not running');
      return said(`${container.registry[container.one.image] ?? ''}\n`);
    default:
      return failed(125, `${tool}: '${verb}' is not a command`);
  }
}

/** Docker's own chain for what its owner lets through. */
export function dockerUserChain({ state }: Machine, { argv }: Command): Reply {
  const next = state.read();
  if (next.container.tool !== 'docker') return failed(2, 'iptables v1.8.9 (nf_tables): Chain \'DOCKER-USER\' does not exist');
  const at = argv.indexOf('DOCKER-USER');
  const rule = argv.slice(at + 1).join(' ');
  const { accepts } = next.container;
  const known = accepts.includes(rule);
  if (argv[at - 1] === '-C') return known ? DONE : failed(1, 'iptables: Bad rule (does a matching rule exist in that chain?).');
  if (argv[at - 1] === '-D' && !known) return failed(1, 'iptables: Bad rule (does a matching rule exist in that chain?).');
  next.container.accepts = argv[at - 1] === '-I' ? [rule, ...accepts] : accepts.filter((candidate) => candidate !== rule);
  state.write(next);
  return DONE;
}
