import type { ServiceManager } from '../../engine/ports';
import { lastLines, SERVICE_MS } from './service-words';

export const SYSTEMD: ServiceManager = {
  init: 'systemd',

  // As netclient's own unit, without its 17 seconds of sleep: `network-online.target` is what it waits for.
  definition: ({ name, title, argv }) => ({
    path: `/etc/systemd/system/${name}.service`,
    mode: 0o644,
    text: `# Written by Kerberos Tunnel; "Take everything back" removes this file.
[Unit]
Description=${title}
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
ExecStart=${argv.join(' ')}
Restart=on-failure
RestartSec=15s

[Install]
WantedBy=multi-user.target
`,
  }),

  async enable(box, name, signal) {
    await box.demand(['systemctl', 'daemon-reload'], { root: true, deadlineMs: SERVICE_MS, signal });
    await box.demand(['systemctl', 'enable', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async disable(box, name, signal) {
    await box.run(['systemctl', 'disable', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async start(box, name, signal) {
    // netclient's own unit sleeps 17 s first: the caller looks, and does not wait here.
    await box.demand(['systemctl', 'start', '--no-block', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async stop(box, name, signal) {
    await box.run(['systemctl', 'stop', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  async logs(box, name, signal) {
    const { stdout } = await box.run(['journalctl', '--unit', name, '--lines', '20', '--output', 'cat', '--no-pager'], { root: true, deadlineMs: SERVICE_MS, signal });
    return lastLines(stdout);
  },
};
