import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import { plainText } from '../../../domain/plain-text';
import type { StepContext, StepDriver } from '../../../engine/step';
import { boxState, readBoxState, type BoxState } from '../box-state';
import { INSTALL_NAME, INSTALL_SCRIPT, SIMULATE_NAME, SIMULATE_SCRIPT, UNINSTALL_NAME, UNINSTALL_SCRIPT } from '../box-scripts';
import { interfaceOf } from '../plan';
import { tunnelService } from '../services';

const PackageName = z.string().regex(/^[a-z0-9][a-z0-9+.:_-]{0,80}$/i);
/** `packages`: what is to be installed, with what comes along where the package manager can tell. */
const Found = z.object({ manager: z.enum(['apt-get', 'dnf', 'yum', 'apk']), packages: z.array(PackageName).max(100) });
const Result = z.object({ packages: z.array(PackageName).max(100) });

/** Two tries with a look for new lists in between, on the line of a remote site. */
const INSTALL_DEADLINE_MS = 300_000;

/** What a box needs to speak WireGuard, from its own system's packages; wireguard-go where the kernel cannot. */
export function toolsStep(): StepDriver {
  return {
    kind: 'wireguard.tools',

    async inspect(_step, context) {
      const state = await boxState(context, interfaceOf(context.site.id));
      if (tunnelService(state.init, '') === null) throw new TunnelError('box-unsupported', { reason: `its system (${state.init}) starts no tunnel that wg-quick makes` });
      if (state.firewall === null) throw new TunnelError('box-unsupported', { reason: 'it has neither iptables nor nft to let the tunnel through to the cameras with' });
      const missing = missingPackages(state);
      if (missing.length === 0) return { change: 'none', found: null, result: { packages: [] } };
      if (state.packages === null) throw new TunnelError('wireguard-tools-missing', { box: boxName(context), packages: missing.join(', '), reason: 'it has no package manager that we know' });
      const simulated = state.packages === 'apt-get' ? await simulate(missing, context) : [];
      return { change: 'add', found: { manager: state.packages, packages: simulated.length === 0 ? missing : simulated }, result: null };
    },

    async apply(_step, found, context) {
      const { manager } = Found.parse(found);
      const box = await context.box();
      const missing = missingPackages(await readBoxState(box, interfaceOf(context.site.id), context.signal));
      if (missing.length === 0) return null;
      const result = await box.run(['sh', '-c', INSTALL_SCRIPT, INSTALL_NAME, manager, ...missing], { root: true, deadlineMs: INSTALL_DEADLINE_MS, signal: context.signal });
      if (result.code !== 0) {
        throw new TunnelError('wireguard-tools-missing', { box: boxName(context), packages: missing.join(', '), reason: reasonIn(result.stderr) }, { detail: plainText(result.stderr.slice(-1000), 500) });
      }
      return { packages: result.stdout.split('\n').map((line) => line.trim()).filter((line) => PackageName.safeParse(line).success).slice(0, 100) };
    },

    async verify(_step, result, context) {
      const missing = missingPackages(await readBoxState(await context.box(), interfaceOf(context.site.id), context.signal));
      if (missing.length > 0) throw new TunnelError('wireguard-tools-missing', { box: boxName(context), packages: missing.join(', '), reason: 'they were installed, but the programs are not where they should be' });
      return result;
    },

    async undo(_step, found, result, context) {
      const before = Found.safeParse(found);
      if (!before.success) return [];
      const packages = [...new Set([...(Result.safeParse(result).data?.packages ?? []), ...before.data.packages])];
      const box = await context.box();
      const { stdout, stderr } = await box.run(['sh', '-c', UNINSTALL_SCRIPT, UNINSTALL_NAME, before.data.manager, ...packages], { root: true, deadlineMs: INSTALL_DEADLINE_MS, signal: context.signal });
      const left = stdout.split('\n').map((line) => plainText(line, 80)).filter((line) => line !== '');
      if (left.length > 0) context.log('warn', 'packages stay', { packages: left.join(' '), said: reasonIn(stderr) });
      return left.map((name) => `the package ${name} is still installed`);
    },
  };
}

export function missingPackages(state: Pick<BoxState, 'wg' | 'wgQuick' | 'kernel' | 'userspace'>): string[] {
  return [...(state.wg && state.wgQuick ? [] : ['wireguard-tools']), ...(state.kernel || state.userspace ? [] : ['wireguard-go'])];
}

async function simulate(packages: readonly string[], context: StepContext): Promise<string[]> {
  const { stdout } = await (await context.box()).run(['sh', '-c', SIMULATE_SCRIPT, SIMULATE_NAME, ...packages], { deadlineMs: 60_000, signal: context.signal });
  return stdout.split('\n').map((line) => line.trim()).filter((line) => PackageName.safeParse(line).success).slice(0, 100);
}

function boxName(context: StepContext): string {
  return context.site.box?.host ?? '';
}

/** apt's own errors begin with E:, others end with the reason. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => plainText(line, 200)).filter((line) => line !== '');
  return lines.filter((line) => /^E: |^ERROR|^Error/.test(line)).at(-1) ?? lines.at(-1) ?? 'the package manager gave no reason';
}
