import { createHash } from 'node:crypto';
import { TunnelError } from '../../../domain/errors';
import type { PlannedStep } from '../../../domain/plan';
import type { ServiceManager, ServiceManagers } from '../../../engine/ports';
import type { StepContext, StepDriver } from '../../../engine/step';
import { poll } from '../../../http/poll';
import { boxState, readBoxState, type BoxState } from '../box-state';
import { REMOVE_NAME, REMOVE_SCRIPT } from '../box-scripts';
import { configPath, SYSCTL_TEXT, sysctlPath, tunnelConfig } from '../configuration';
import { readInput, TunnelInput } from '../plan';
import { tunnelService, type TunnelService } from '../services';
import { overlayOf } from '../settings';
import { FRESH_SECONDS } from '../fresh';

const ORDER_DEADLINE_MS = 30_000;
/** The kernel's module is loaded, or wireguard-go started; a name as endpoint is looked up first. */
const START_DEADLINE_MS = 45_000;
/** A handshake is tried every 5 s (WireGuard paper, 6.4); where the hub knows the box already, the first one is answered. */
const HANDSHAKE_DEADLINE_MS = 30_000;
const REMOVE_DEADLINE_MS = 60_000;

/** The tunnel's interface with its rules, now and after every start of the box. */
export function tunnelStep(services: ServiceManagers): StepDriver {
  return {
    kind: 'wireguard.tunnel',

    async inspect(step, context) {
      const input = readInput(TunnelInput, step);
      const state = await boxState(context, input.interface);
      const found = { config: state.config !== null, sysctl: state.sysctlFile, active: state.active, enabled: state.enabled, forwarding: state.forwarding };
      if (problemOf(state, wanted(step, context, state)) === null) return { change: 'none', found, result: null };
      return { change: state.config === null ? 'add' : 'update', found, result: null };
    },

    async apply(step, _found, context) {
      const { interface: name } = readInput(TunnelInput, step);
      const box = await context.box();
      const { signal } = context;
      const state = await readBoxState(box, name, signal);
      const { service, manager } = serviceOf(state, name, services);
      const text = wanted(step, context, state);
      // Stopped by the file it was started with, whose rules it takes away.
      if (state.active || state.interface) await manager.stop(box, service.name, signal);
      await box.writeFile(configPath(name), text, { mode: 0o600, signal });
      if (service.file !== null) await box.writeFile(service.file.path, service.file.text, { mode: service.file.mode, signal });
      await box.demand(['mkdir', '-p', '/etc/sysctl.d'], { root: true, deadlineMs: ORDER_DEADLINE_MS, signal });
      await box.writeFile(sysctlPath(name), SYSCTL_TEXT, { mode: 0o644, signal });
      await box.demand(['sysctl', '-p', sysctlPath(name)], { root: true, deadlineMs: ORDER_DEADLINE_MS, signal });
      await manager.enable(box, service.name, signal);
      await manager.start(box, service.name, signal);
      return null;
    },

    async verify(step, _result, context) {
      const input = readInput(TunnelInput, step);
      const box = await context.box();
      let last: string | null = 'not looked at';
      let state = await readBoxState(box, input.interface, context.signal);
      const text = wanted(step, context, state);
      await poll(
        async () => {
          state = await readBoxState(box, input.interface, context.signal);
          last = problemOf(state, text);
          return last === null ? true : undefined;
        },
        { deadlineMs: START_DEADLINE_MS, pauseMs: 300, signal: context.signal },
      );
      if (last !== null) {
        const { service, manager } = serviceOf(state, input.interface, services);
        const said = await manager.logs(box, service.name, context.signal).catch(() => '');
        throw new TunnelError('deadline', { subject: service.name, seconds: START_DEADLINE_MS / 1000 }, { detail: [last, ...said.split('\n').slice(-4)].join('; ') });
      }
      if (overlayOf(context.site).hub.kind === 'ssh') await demandHandshake(input.interface, context);
      return { interface: input.interface };
    },

    async undo(step, _found, _result, context) {
      const { interface: name } = readInput(TunnelInput, step);
      const box = await context.box();
      await box.demand(['sh', '-c', REMOVE_SCRIPT, REMOVE_NAME, name], { root: true, deadlineMs: REMOVE_DEADLINE_MS, signal: context.signal });
      const left = await poll(
        async () => {
          const rest = remains(await readBoxState(box, name, context.signal), name);
          return rest.length === 0 ? rest : undefined;
        },
        { deadlineMs: 10_000, pauseMs: 300, signal: context.signal },
      );
      return left ?? remains(await readBoxState(box, name, context.signal), name);
    },
  };
}

async function demandHandshake(name: string, context: StepContext): Promise<void> {
  const box = await context.box();
  const fresh = await poll(
    async () => {
      const { handshakeAge } = await readBoxState(box, name, context.signal);
      return handshakeAge !== null && handshakeAge < FRESH_SECONDS ? true : undefined;
    },
    { deadlineMs: HANDSHAKE_DEADLINE_MS, pauseMs: 300, signal: context.signal },
  );
  if (fresh === undefined) throw new TunnelError('overlay-no-handshake');
}

function wanted(step: PlannedStep, context: StepContext, state: BoxState): string {
  const { openTo } = readInput(TunnelInput, step);
  return tunnelConfig(overlayOf(context.site), state.firewall ?? 'iptables', openTo);
}

/** What is not as it should be, in the expert's words; null: nothing. */
function problemOf(state: BoxState, text: string): string | null {
  if (state.config !== createHash('sha256').update(text).digest('hex')) return 'its file is not there, or another one';
  if (!state.sysctlFile) return 'forwarding is not switched on for the next start';
  if (!state.enabled) return 'it does not start with the system';
  if (!state.active || !state.interface) return 'it does not run';
  if (!state.forwarding) return 'forwarding is off';
  if (!state.forwardRules || !state.natRules) return 'its rules are not there';
  return null;
}

function serviceOf(state: BoxState, name: string, services: ServiceManagers): { service: TunnelService; manager: ServiceManager } {
  const [service, manager] = [tunnelService(state.init, name), services(state.init)];
  if (service === null || manager === null) throw new TunnelError('box-unsupported', { reason: `its system (${state.init}) starts no tunnel that wg-quick makes` });
  return { service, manager };
}

function remains(state: BoxState, name: string): string[] {
  return [
    ...(state.config !== null ? [`${configPath(name)} is still there`] : []),
    ...(state.sysctlFile ? [`${sysctlPath(name)} is still there`] : []),
    ...(state.interface ? [`the network interface ${name} is still there`] : []),
    ...(state.traces ? [`rules of ${name} are still there`] : []),
    ...(state.initScript || state.enabled ? [`the service of ${name} is still there`] : []),
  ];
}
