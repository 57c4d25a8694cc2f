import { z } from 'zod';
import { dockerRules, markedRules } from '../../../domain/docker-rules';
import { TunnelError } from '../../../domain/errors';
import { NETCLIENT_INTERFACE } from '../../../domain/netclient-interface';
import type { Box } from '../../ports';
import type { StepDriver } from '../../step';

const UNIT = 'kerberos-tunnel-docker.service';
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;

const RULES = dockerRules(NETCLIENT_INTERFACE);

const Found = z.object({ file: z.boolean(), rules: z.number().int() });

/**
 * Rules that let the tunnel pass Docker's firewall, in a small service of their own: it comes after Docker at every start of the
 * system, and is started again whenever Docker is.
 */
export const ALLOW_DOCKER_FORWARD: StepDriver = {
  kind: 'box.allow-docker-forward',

  inspect: async (_step, context) => {
    const found = await look(await context.box(), context.signal);
    return { change: isDone(found) ? 'none' : 'add', found, result: { allowed: true } };
  },

  apply: async (_step, _found, context) => {
    const box = await context.box();
    const root = { root: true, signal: context.signal };
    await box.writeFile(UNIT_FILE, unitText(), { mode: 0o644, signal: context.signal });
    await box.demand(['systemctl', 'daemon-reload'], root);
    await box.demand(['systemctl', 'enable', UNIT], root);
    await box.demand(['systemctl', 'restart', UNIT], root);
    return { allowed: true };
  },

  verify: async (_step, result, context) => {
    if (!isDone(await look(await context.box(), context.signal))) throw new TunnelError('box-repair-without-effect', { what: UNIT });
    return result;
  },

  undo: async (_step, found, _result, context) => {
    const before = Found.safeParse(found);
    if (!before.success) return ["It was not noted whether the tunnel could pass Docker's firewall before."];
    if (before.data.file) return [];
    const box = await context.box();
    const root = { root: true, signal: context.signal };
    // Its stop takes the rules out; a service that is gone already is fine.
    await box.run(['systemctl', 'disable', '--now', UNIT], root);
    await box.run(['rm', '-f', UNIT_FILE], root);
    await box.run(['systemctl', 'daemon-reload'], root);
    await box.run(['systemctl', 'reset-failed', UNIT], root);
    const now = await look(box, context.signal);
    return [...(now.file ? [`${UNIT_FILE} is still there.`] : []), ...(now.rules > before.data.rules ? [`${now.rules} rules of ours for Docker's firewall are left.`] : [])];
  },
};

async function look(box: Box, signal: AbortSignal): Promise<z.infer<typeof Found>> {
  const [file, saved] = await Promise.all([box.run(['ls', '-d', UNIT_FILE], { signal }), box.run(['iptables-save'], { root: true, signal })]);
  return { file: file.code === 0, rules: markedRules(saved.stdout) };
}

function isDone({ file, rules }: z.infer<typeof Found>): boolean {
  return file && rules >= RULES.length;
}

/** Where Docker is gone, its service does nothing. */
function unitText(): string {
  const add = RULES.map(({ chain, rule }) => `iptables -w -C ${chain} ${rule} 2>/dev/null || iptables -w ${chain === 'FORWARD' ? '-A' : '-I'} ${chain} ${rule}`);
  const remove = RULES.map(({ chain, rule }) => `iptables -w -D ${chain} ${rule} 2>/dev/null`);
  return `# Written by Kerberos Tunnel. "Take everything back" removes this file.
[Unit]
Description=Lets the tunnel to the cameras pass the firewall rules of Docker
After=docker.service
PartOf=docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'iptables -w -S DOCKER-USER >/dev/null 2>&1 || exit 0; ${add.join('; ')}'
ExecStop=/bin/sh -c '${remove.join('; ')}; true'

[Install]
WantedBy=multi-user.target docker.service
`;
}
