import type { ServiceManager } from '../../engine/ports';
import { lastLines, SERVICE_MS } from './service-words';

/** Alpine's and Gentoo's. */
export const OPENRC: ServiceManager = {
  init: 'openrc',

  definition: ({ name, title, argv: [program = '', ...words] }) => ({
    path: `/etc/init.d/${name}`,
    mode: 0o755,
    text: `#!/sbin/openrc-run
# Written by Kerberos Tunnel; "Take everything back" removes this file.
description="${title}"
supervisor="supervise-daemon"
command="${program}"
command_args="${words.join(' ')}"
respawn_delay=15
respawn_max=0
output_log="/var/log/${name}.log"
error_log="/var/log/${name}.log"

depend() {
  need net
  after firewall
}
`,
  }),

  async enable(box, name, signal) {
    await box.demand(['rc-update', 'add', name, 'default'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async disable(box, name, signal) {
    await box.run(['rc-update', 'del', name, 'default'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async start(box, name, signal) {
    await box.demand(['rc-service', name, 'start'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async stop(box, name, signal) {
    await box.run(['rc-service', name, 'stop'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async logs(box, name, signal) {
    const { stdout } = await box.run(['tail', '-n', '20', `/var/log/${name}.log`], { root: true, deadlineMs: SERVICE_MS, signal });
    return lastLines(stdout);
  },
};
