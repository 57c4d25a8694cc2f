import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Box } from '../../ports';
import type { StepDriver } from '../../step';

/** Read by systemd-modules-load and by the module scripts of Debian's other inits, OpenRC and Alpine (modules-load.d(5)). */
const MODULES_FILE = '/etc/modules-load.d/kerberos-tunnel.conf';
const MODULES_FOLDER = '/etc/modules-load.d';

const Tun = z.object({ device: z.boolean(), file: z.boolean(), folder: z.boolean() });

/** The kernel's tun module, which every userspace tunnel needs: loaded now, and named in a file of our own for the next start. */
export const LOAD_TUN: StepDriver = {
  kind: 'box.load-tun',

  inspect: async (_step, context) => {
    const found = await lookAtTun(await context.box(), context.signal);
    return { change: found.device && found.file ? 'none' : 'add', found, result: { loaded: true } };
  },

  apply: async (_step, _found, context) => {
    const box = await context.box();
    const root = { root: true, signal: context.signal };
    await box.demand(['modprobe', 'tun'], root);
    await box.demand(['mkdir', '-p', MODULES_FOLDER], root);
    await box.writeFile(MODULES_FILE, '# Written by Kerberos Tunnel: its tunnel needs this module. "Take everything back" removes this file.\ntun\n', { mode: 0o644, signal: context.signal });
    return { loaded: true };
  },

  verify: async (_step, result, context) => {
    if (!(await lookAtTun(await context.box(), context.signal)).device) throw new TunnelError('box-no-tun');
    return result;
  },

  undo: async (_step, found, _result, context) => {
    const before = Tun.safeParse(found);
    if (!before.success) return ['It was not noted whether the tun module was loaded before.'];
    const box = await context.box();
    const root = { root: true, signal: context.signal };
    if (!before.data.file) await box.run(['rm', '-f', MODULES_FILE], root);
    // Empty ones only; somebody may have put a file of his own there meanwhile.
    if (!before.data.folder) await box.run(['rmdir', MODULES_FOLDER], root);
    // Refused while another tunnel uses it, and then it must stay.
    if (!before.data.device) await box.run(['modprobe', '-r', 'tun'], root);
    const now = await lookAtTun(box, context.signal);
    return now.file && !before.data.file ? [`${MODULES_FILE} is still there.`] : [];
  },
};

async function lookAtTun(box: Box, signal: AbortSignal): Promise<z.infer<typeof Tun>> {
  const [device, file, folder] = await Promise.all([
    // Opening it is what a tunnel does; reading no byte of it has no effect.
    box.run(['head', '-c', '0', '/dev/net/tun'], { root: true, signal }),
    box.run(['ls', '-d', MODULES_FILE], { signal }),
    box.run(['ls', '-d', MODULES_FOLDER], { signal }),
  ]);
  return { device: device.code === 0, file: file.code === 0, folder: folder.code === 0 };
}
