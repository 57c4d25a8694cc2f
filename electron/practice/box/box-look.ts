import { PART, WATCHED_FOLDERS, WATCHED_PATHS } from '../../engine/steps/box-baseline-script';
import type { Stored } from '../world';
import type { BoxDisk } from './box-disk';
import type { BoxState } from './box-state';

/** What `BASELINE_SCRIPT` says on the practice box: it has iptables and no nft, its only unit is netclient's, and its routes stay. */
export function boxLook({ disk, state }: { readonly disk: BoxDisk; readonly state: Stored<BoxState> }): string {
  const { sysctl, firewall, service } = state.read();
  const parts: [string, string][] = [
    ['forwarding4', sysctl['net.ipv4.ip_forward'] ?? ''],
    ['forwarding6', sysctl['net.ipv6.conf.all.forwarding'] ?? ''],
    ['iptables', firewall.v4],
    ['ip6tables', firewall.v6],
    ['paths', WATCHED_PATHS.filter((path) => disk.exists(path)).join('\n')],
    ...WATCHED_FOLDERS.filter((folder) => disk.isDirectory(folder)).map((folder): [string, string] => [`folder ${folder}`, disk.entries(folder).join('\n')]),
    ['enabled', `ssh.service\n${service.enabled ? 'netclient.service\n' : ''}`],
    ['running', `ssh.service loaded active running OpenBSD Secure Shell server\n${service.active ? 'netclient.service loaded active running netclient\n' : ''}`],
  ];
  return parts.map(([name, text]) => `\n${PART}${name}\n${text}\n`).join('');
}
