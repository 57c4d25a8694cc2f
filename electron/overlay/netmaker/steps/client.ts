import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import type { ClientSource } from '../../../domain/site';
import type { Box, CommandResult } from '../../../engine/ports';
import type { StepContext, StepDriver } from '../../../engine/step';
import { plainText } from '../../../domain/plain-text';
import { poll } from '../../../http/poll';
import { listHosts } from '../api/hosts';
import { sameVersion } from '../api/version';
import { readBoxState, versionIn, type BoxState } from '../box-state';
import { JOIN_STEP, boxState, joinResult } from '../membership';
import { CLIENT, CONFIG, NEW_CLIENT, REMOVE_NAME, REMOVE_SCRIPT } from '../scripts';
import { overlayOf, type Session, type Sessions } from '../session';

const Found = z.object({ installed: z.boolean(), active: z.boolean(), enabled: z.boolean(), config: z.boolean() });

/** The unit waits 17 s before it starts (ExecStartPre), and the restart of a failed one takes 15 s more. */
const START_DEADLINE_MS = 120_000;
const UNINSTALL_DEADLINE_MS = 90_000;
const CLEANUP_DEADLINE_MS = 10_000;

/** netclient on the box, at the server's version, started with the system. Found again by its fixed place, /sbin/netclient. */
export function clientStep(deps: { sessions: Sessions; readClient: (source: ClientSource, signal: AbortSignal) => Promise<Uint8Array> }): StepDriver {
  const session = (context: StepContext): Session => deps.sessions.ofSite(context.site, context.secrets);

  async function wantedVersion(context: StepContext): Promise<string> {
    return (await session(context).server(context.signal)).version;
  }

  async function install(context: StepContext): Promise<void> {
    const source = overlayOf(context.site).client;
    const box = await context.box();
    if (source === null) throw new TunnelError('client-missing', { architecture: (await box.facts(context.signal)).architecture });
    const binary = await deps.readClient(source, context.signal);
    const seen = createHash('sha256').update(binary).digest('hex');
    if (seen !== source.sha256) throw new TunnelError('client-checksum', { seen, expected: source.sha256 });
    const configBefore = (await readBoxState(box, context.signal)).config;
    let installed = false;
    try {
      await box.writeFile(NEW_CLIENT, binary, { mode: 0o700, signal: context.signal });
      await demandChecksum(box, source.sha256, context.signal);
      await demandVersion(box, await wantedVersion(context), context.signal);
      // Its exit code says nothing (0 on most failures): verify looks at the service.
      const result = await box.run([NEW_CLIENT, 'install'], { root: true, deadlineMs: START_DEADLINE_MS, signal: context.signal });
      context.log('debug', 'netclient install ended', { code: result.code ?? -1, said: lastLine(result) });
      installed = true;
    } finally {
      // Also when the run is being stopped: no half-trusted binary stays behind. Even `version` makes an identity in /etc/netclient.
      const rest = installed || configBefore ? [NEW_CLIENT] : [NEW_CLIENT, CONFIG];
      await box.run(['rm', '-rf', ...rest], { root: true, deadlineMs: CLEANUP_DEADLINE_MS, signal: AbortSignal.timeout(CLEANUP_DEADLINE_MS) }).catch(() => undefined);
    }
  }

  return {
    kind: 'netmaker.client',

    async inspect(_step, context) {
      const [state, version] = await Promise.all([boxState(context), wantedVersion(context)]);
      if (!state.systemd) throw new TunnelError('box-unsupported', { reason: 'it has no systemd to start the VPN client with' });
      await refuseStranger(session(context), state, context);
      const found: Json = { installed: state.installed, active: state.active, enabled: state.enabled, config: state.config };
      if (!state.installed) {
        if (overlayOf(context.site).client === null) throw new TunnelError('client-missing', { architecture: (await (await context.box()).facts(context.signal)).architecture });
        return { change: 'add', found, result: null };
      }
      // Theirs stays theirs: we could not put the old binary back.
      if (state.version === null || !sameVersion(state.version, version)) throw new TunnelError('client-version-mismatch', { client: state.version ?? 'unreadable', server: version });
      if (!state.active || !state.enabled) return { change: 'update', found, result: null };
      return { change: 'none', found, result: { version: state.version } };
    },

    async apply(_step, found, context) {
      if (Found.parse(found).installed) {
        const box = await context.box();
        await box.demand(['systemctl', 'enable', 'netclient'], { root: true, deadlineMs: 30_000, signal: context.signal });
        // Without waiting for the 17 s: verify does.
        await box.demand(['systemctl', 'start', '--no-block', 'netclient'], { root: true, deadlineMs: 30_000, signal: context.signal });
        return null;
      }
      await install(context);
      return null;
    },

    async verify(_step, _result, context) {
      const box = await context.box();
      const version = await wantedVersion(context);
      let state = await readBoxState(box, context.signal);
      const ready = await poll(
        async () => {
          state = await readBoxState(box, context.signal);
          return state.version !== null && sameVersion(state.version, version) && state.active && state.enabled ? state.version : undefined;
        },
        { deadlineMs: START_DEADLINE_MS, pauseMs: 500, signal: context.signal },
      );
      if (ready !== undefined) return { version: ready };
      const detail = `installed ${String(state.installed)}, version ${state.version ?? 'none'}, active ${String(state.active)}, enabled ${String(state.enabled)}`;
      throw new TunnelError('deadline', { subject: 'netclient', seconds: START_DEADLINE_MS / 1000 }, { detail });
    },

    async undo(_step, found, _result, context) {
      const before = Found.safeParse(found).data ?? { installed: true, active: true, enabled: true, config: true };
      const box = await context.box();
      const state = await readBoxState(box, context.signal);
      if (before.installed) return restoreService(box, before, state, context);
      if (state.installed) await box.run([CLIENT, 'uninstall'], { root: true, deadlineMs: UNINSTALL_DEADLINE_MS, signal: context.signal });
      await box.run(['sh', '-c', REMOVE_SCRIPT, REMOVE_NAME], { root: true, deadlineMs: UNINSTALL_DEADLINE_MS, signal: context.signal });
      const left = await poll(
        async () => {
          const rest = remains(await readBoxState(box, context.signal));
          return rest.length === 0 ? rest : undefined;
        },
        { deadlineMs: 20_000, pauseMs: 300, signal: context.signal },
      );
      const differences = left ?? remains(await readBoxState(box, context.signal));
      return before.config ? [...differences, `${CONFIG} of an earlier installation was there and is gone`] : differences;
    },
  };
}

/** A client that already belongs to networks of a server that is not ours: joining would take it away from somebody. */
async function refuseStranger(session: Session, state: BoxState, context: StepContext): Promise<void> {
  if (state.networks.length === 0 || state.hostId === null) return;
  if (joinResult(context.resultOf(JOIN_STEP))?.hostId === state.hostId || context.begun(JOIN_STEP)) return;
  const known = (await listHosts(session.client, context.signal, true)).some((host) => host.id === state.hostId);
  if (!known) throw new TunnelError('box-check-blocks', { checks: 'other-client' }, { detail: `netclient is a member of ${plainText(state.networks.join(', '), 100)} on another server` });
}

async function demandChecksum(box: Box, expected: string, signal: AbortSignal): Promise<void> {
  const output = await box.demand(['sha256sum', NEW_CLIENT], { root: true, deadlineMs: 60_000, signal });
  const seen = /^\\?([0-9a-f]{64})\b/.exec(output.trim())?.[1] ?? 'unreadable';
  if (seen !== expected) throw new TunnelError('client-checksum', { seen, expected });
}

async function demandVersion(box: Box, server: string, signal: AbortSignal): Promise<void> {
  const result = await box.run([NEW_CLIENT, 'version'], { root: true, deadlineMs: 30_000, signal });
  const client = versionIn(result.stdout);
  // 126 and "Exec format error": a binary for another processor.
  if (client === null) throw new TunnelError('box-command-failed', { command: 'netclient version', code: result.code ?? -1 }, { detail: lastLine(result) });
  if (!sameVersion(client, server)) throw new TunnelError('client-version-mismatch', { client, server });
}

async function restoreService(box: Box, before: z.infer<typeof Found>, state: BoxState, context: StepContext): Promise<string[]> {
  const options = { root: true, deadlineMs: 60_000, signal: context.signal };
  if (!before.enabled && state.enabled) await box.run(['systemctl', 'disable', 'netclient'], options);
  if (!before.active && state.active) await box.run(['systemctl', 'stop', 'netclient'], options);
  const after = await readBoxState(box, context.signal);
  return [
    ...(after.enabled === before.enabled ? [] : [`netclient.service is ${after.enabled ? 'enabled' : 'disabled'}`]),
    ...(after.active === before.active ? [] : [`netclient.service is ${after.active ? 'active' : 'not active'}`]),
  ];
}

function remains(state: BoxState): string[] {
  return [
    ...(state.installed ? [CLIENT] : []),
    ...(state.config ? [CONFIG] : []),
    ...(state.unit || state.active || state.enabled ? ['netclient.service'] : []),
    ...(state.interface ? ['the network interface netmaker'] : []),
  ].map((what) => `${what} is still there`);
}

function lastLine(result: CommandResult): string {
  return plainText(`${result.stdout}\n${result.stderr}`.trim().split('\n').at(-1) ?? '');
}
