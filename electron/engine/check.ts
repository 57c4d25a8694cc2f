import { chosenCameras, readyCameras, type ChosenCamera } from '../domain/choice';
import type { CheckResult } from '../domain/box';
import { TunnelError } from '../domain/errors';
import { agentsPlace, overlayNetwork, overlayPlace } from '../domain/site';
import { lookForRecords } from './adopt';
import { checkCollisions } from './collisions';
import { LoginGroup, loginGroupOf, scoutsFirst } from './login-groups';
import type { Login } from './ports';
import { inLanes, type Run } from './run';

/** Cameras that are read at the same time. Each is asked one thing at a time and plays one stream at a time: 16 are at most 100 Mbit/s. */
const CAMERA_LANES = 16;

/** Media seconds that must arrive from a stream. */
const STREAM_SECONDS = 2;

/** Parts of a check, besides the ids of single cameras. */
export const CHECK_PARTS = ['cameras', 'services', 'box'] as const;

/**
 * Logs in to cameras, services and the spare box and looks; changes nothing. `only`: some of `CHECK_PARTS` or ids of
 * cameras; null is everything that has settings. What a camera did wrong stands in its reading; what failed elsewhere is thrown after the rest was done.
 */
export async function check(run: Run, only: readonly string[] | null): Promise<void> {
  const wants = (part: string): boolean => only === null || only.includes(part);
  const cameras = chosenCameras(run.site, run.state).filter((camera) => wants('cameras') || wants(camera.device.id));
  const parts: (() => Promise<void>)[] = [];
  if (cameras.length > 0) parts.push(() => readCameras(run, cameras));
  if (wants('services') && (only !== null || (run.site.overlay !== null && run.site.agents !== null))) parts.push(() => checkServices(run));
  // The box asks for the cameras it must reach, so they are read before.
  const failures = await inLanes(parts, parts.length, run.signal, (part) => part());
  if (wants('box') && (only !== null || run.site.box !== null)) failures.push(...(await inLanes([() => checkBox(run)], 1, run.signal, (part) => part())));
  // Last, because it needs to know where the cameras are, which network it is and what the box is plugged into.
  if (failures.length === 0 && (wants('services') || wants('box'))) await checkCollisions(run);
  if (failures[0] !== undefined) throw failures[0].error;
}

async function readCameras(run: Run, cameras: readonly ChosenCamera[]): Promise<void> {
  const groups = new Map<string, LoginGroup>();
  const failures = await inLanes(scoutsFirst(cameras), CAMERA_LANES, run.signal, async (camera) => {
    const { choice, device } = camera;
    await run.during({ task: 'read-camera', subject: choice.name }, async () => {
      const group = groups.get(loginGroupOf(camera)) ?? new LoginGroup();
      groups.set(loginGroupOf(camera), group);
      const logins = await loginsFor(run, camera);
      const turns = group.join(device.id, logins, camera.reading?.credentialId ?? null);
      try {
        const reading = await run.ports.cameras.read(
          { device, logins, turns, allowBasic: choice.allowBasic, sharesAddressWith: sharesAddressWith(run, camera), mainToken: choice.mainToken, subToken: choice.subToken, seconds: STREAM_SECONDS },
          run,
        );
        await run.record({ type: 'camera-read', reading });
      } finally {
        turns.leave();
      }
    });
  });
  if (failures[0] !== undefined) throw failures[0].error;
}

/** Another device that answered at this camera's address, told by its MAC: the switch decides anew every minute whose picture comes. */
function sharesAddressWith(run: Run, { device }: ChosenCamera): string | null {
  const other = (run.state.survey?.devices ?? []).find((candidate) => candidate.id !== device.id && candidate.address === device.address && candidate.mac !== null && device.mac !== null && candidate.mac !== device.mac);
  return other?.mac ?? null;
}

async function loginsFor(run: Run, camera: ChosenCamera): Promise<Login[]> {
  const sets = run.site.credentials.filter((set) => camera.choice.credentialId === null || set.id === camera.choice.credentialId);
  return Promise.all(sets.map(async (set) => ({ credentialId: set.id, username: set.username, password: await run.ports.secrets.reveal(set.password) })));
}

async function checkServices(run: Run): Promise<void> {
  const overlaySettings = run.site.overlay;
  const agentSettings = run.site.agents;
  if (overlaySettings === null) throw new TunnelError('input-invalid', { field: 'Netmaker', reason: 'not entered yet' });
  if (agentSettings === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'not entered yet' });
  const overlay = await run.during({ task: 'sign-in-overlay', subject: overlayPlace(overlaySettings) }, () => run.overlay().probe(overlaySettings, run.ports.secrets, run.signal));
  const network = overlay.networks.find((candidate) => candidate.name === overlayNetwork(overlaySettings));
  if (network === undefined) {
    throw new TunnelError('overlay-network-missing', { network: overlayNetwork(overlaySettings), networks: overlay.networks.map((candidate) => candidate.name).join(', ') });
  }
  const access = await run.overlay().access?.(overlaySettings, run.ports.secrets, run.signal);
  const { registrar, view } = run.agents('cloud');
  const agents = await run.during({ task: 'sign-in-agents', subject: agentsPlace(agentSettings) || (run.site.box?.host ?? '') }, () => registrar.probe(view));
  await run.record({
    type: 'services-checked',
    overlay: { version: overlay.version, variant: overlay.variant, network: network.name, range: network.range, access: access?.access ?? 'unknown' },
    agents: { variant: agents.variant, count: agents.agents.length },
  });
}

export async function checkBox(run: Run): Promise<void> {
  const box = await run.box();
  await run.during({ task: 'check-box', subject: run.site.box?.host ?? '' }, async () => {
    const facts = await box.facts(run.signal);
    const ready = readyCameras(run.site, run.state);
    const cameras = (ready.length > 0 ? ready : chosenCameras(run.site, run.state)).map((camera) => ({ address: camera.device.address, port: camera.device.rtspPort ?? 554 }));
    const checks = await Promise.all(
      run.ports.boxChecks.map((one): Promise<CheckResult> =>
        one.run({ box, facts, site: run.site, cameras, overlayRange: overlayRangeOf(run) }, run.signal).catch((error: unknown): CheckResult => {
          // One question that could not be asked must not hide the answers of the others; a lost box or a stop must.
          if (run.signal.aborted || (error instanceof TunnelError && ['cancelled', 'box-connection-lost', 'box-sudo-password-wrong'].includes(error.code))) throw error;
          return { check: one.id, outcome: 'unknown', params: {}, detail: error instanceof TunnelError ? (error.detail ?? error.code) : null, fix: 'none' };
        }),
      ),
    );
    await run.record({ type: 'box-checked', report: { facts, checks } });
    if (facts.root !== 'none') await lookForRecords(run);
  });
}

/** Netmaker tells it at the sign-in; of a hub it is a setting. */
function overlayRangeOf(run: Run): string | null {
  const { overlay } = run.site;
  if (overlay?.kind === 'wireguard') return overlay.range;
  return overlay !== null && run.state.services?.overlay.network === overlay.network ? run.state.services.overlay.range : null;
}
