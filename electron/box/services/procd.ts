import type { ServiceManager } from '../../engine/ports';
import { lastLines, SERVICE_MS } from './service-words';

/** OpenWrt's. Its scripts are run by /etc/rc.common, which knows enable, disable, start and stop. */
export const PROCD: ServiceManager = {
  init: 'procd',

  definition: ({ name, title, argv }) => ({
    path: `/etc/init.d/${name}`,
    mode: 0o755,
    text: `#!/bin/sh /etc/rc.common
# ${title}. Written by Kerberos Tunnel; "Take everything back" removes this file.
START=99
STOP=10
USE_PROCD=1

start_service() {
  procd_open_instance
  procd_set_param command ${argv.join(' ')}
  procd_set_param respawn 3600 15 0
  procd_set_param stdout 1
  procd_set_param stderr 1
  procd_close_instance
}
`,
  }),

  async enable(box, name, signal) {
    await box.demand([`/etc/init.d/${name}`, 'enable'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async disable(box, name, signal) {
    await box.run([`/etc/init.d/${name}`, 'disable'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async start(box, name, signal) {
    await box.demand([`/etc/init.d/${name}`, 'start'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async stop(box, name, signal) {
    await box.run([`/etc/init.d/${name}`, 'stop'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async logs(box, name, signal) {
    const { stdout } = await box.run(['logread', '-e', name], { root: true, deadlineMs: SERVICE_MS, signal });
    return lastLines(stdout);
  },
};
