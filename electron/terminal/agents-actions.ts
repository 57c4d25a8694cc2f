import path from 'node:path';
import { giveLogin, leaveOut, ownLoginOf, passwordOf, renameCamera, replaceCamera, usernameOf, type ReplacedCamera } from '../domain/camera-changes';
import { allCameras, type ChosenCamera } from '../domain/choice';
import type { Device } from '../domain/device';
import { TunnelError, type ErrorCode } from '../domain/errors';
import { verdict, type CameraProof } from '../domain/proof';
import { isSameSecret, type SecretRef } from '../domain/secret';
import type { Site } from '../domain/site';
import type { Stage } from '../domain/stage';
import { standingAgents } from '../domain/standing-agents';
import { fill, type Words } from '../domain/words/words';
import { joinAgents } from '../engine/agents/list';
import type { Listener } from '../engine/engine';
import type { OpenSite } from '../engine/open-site';
import type { Conduct } from '../engine/ports';
import { PasswordChange, passwordStepId } from '../engine/steps/camera-password';
import type { AgentsOutcome } from './agents-result';
import type { AgentsAction } from './agents-usage';

const REFUSED: readonly ErrorCode[] = ['camera-login-refused', 'camera-login-spent'];

/** What an action came to, and the sentences that say so; none: the list says it. */
interface Done extends AgentsOutcome { readonly said: readonly string[] }

/** What can be done with the agents of an open site from the terminal. */
export class AgentsActions {
  constructor(
    readonly open: OpenSite,
    readonly words: Words,
    readonly signal: AbortSignal,
    readonly listener: Listener,
  ) {}

  act(action: AgentsAction): Promise<Done> {
    switch (action.action) {
      case 'list':
        return this.#list();
      case 'remove':
        return this.#remove(action.which);
      case 'rename':
        return this.#rename(action.camera, action.name);
      case 'replace':
        return this.#replace(action.camera, action.device);
      case 'rotate':
        return this.#rotate(action.camera, action.passwordFile, action.onCamera);
    }
  }

  async #list(): Promise<Done> {
    return { command: 'list', changed: [], found: await this.#found(), said: [] };
  }

  async #remove(which: Extract<AgentsAction, { action: 'remove' }>['which']): Promise<Done> {
    const { headings } = this.words.siteAgents;
    const own = standingAgents(this.open.engine.state.steps).filter(({ step }) => step.phase !== 'kept');
    const before = which !== 'all' && (which === 'orphans' || which.some((one) => !own.some(({ name, camera }) => name === one || camera === one))) ? await this.#found() : joinAgents(this.open.site, this.open.engine.state, []);
    const named = which === 'all' ? own : before.agents.filter((agent) => (which === 'orphans' ? agent.standing === 'orphan' : which.includes(agent.name) || (agent.camera !== null && which.includes(agent.camera))));
    const unknown = typeof which === 'string' ? undefined : which.find((one) => !named.some(({ name, camera }) => name === one || camera === one));
    if (unknown !== undefined || which === 'orphans') refuseUnasked(before);
    if (unknown !== undefined) throw new TunnelError('input-invalid', { field: unknown, reason: 'this site has no such agent' });
    const names = [...new Set(named.map(({ name }) => name))];
    if (names.length === 0) return { command: 'remove', changed: [], found: before, said: [headings.nobody] };
    const changed = named.map(({ name, camera }) => ({ agent: name, camera }));
    // Before anything is removed: a program that dies in between must not make them again when it connects.
    const cameras = await this.#leaveOut(new Set(names));
    await this.#run('remove-agents', this.open.site, names);
    const said = [fill(headings.removed, { names: names.join(', ') }), ...(cameras.length === 0 ? [] : [fill(headings.leftOut, { cameras: cameras.join(', ') })])];
    return { command: 'remove', changed, found: await this.#found(), said };
  }

  async #leaveOut(names: ReadonlySet<string>): Promise<string[]> {
    const { site, engine } = this.open;
    const cameras = allCameras(site, engine.state).filter(({ agentName, choice }) => choice.include && names.has(agentName)).map(({ choice }) => choice.name);
    if (cameras.length > 0) await this.open.update(leaveOut(site, engine.state, names));
    return cameras;
  }

  async #rename(camera: string, name: string): Promise<Done> {
    const { headings } = this.words.siteAgents;
    const before = this.#camera(camera);
    await this.open.update(renameCamera(this.open.site, this.open.engine.state, before, name));
    const said = [fill(headings.renamed, { before: before.choice.name, camera: name.trim(), name: before.agentName }), headings.next];
    return this.#settings('rename', before.agentName, name.trim(), said);
  }

  async #replace(camera: string, text: string): Promise<Done> {
    const { headings } = this.words.siteAgents;
    const old = this.#replaced(camera);
    const device = (this.#device(text) ?? (await this.#searched(text)));
    await this.open.update(replaceCamera(this.open.site, this.open.engine.state, old, device));
    const said = [fill(headings.replaced, { camera: old.name, address: device.address, name: old.agent }), headings.next];
    return this.#settings('replace', old.agent, old.name, said);
  }

  /** The new password is tried before it is believed, at this camera only, once; what is wrong with it changes nothing in the site file. */
  async #rotate(name: string, file: string, onCamera: boolean): Promise<Done> {
    const { headings } = this.words.siteAgents;
    const camera = this.#camera(name);
    const { site, engine } = this.open;
    const username = usernameOf(site, engine.state, camera);
    if (username === null) throw new TunnelError('input-invalid', { field: name, reason: 'nobody knows which user name it has' });
    const password: SecretRef = { kind: 'file', path: path.resolve(file) };
    const next = giveLogin(site, camera, { username, password });
    const changed = onCamera && (await this.#changeOnCamera(camera, username, password));
    await this.#run('check', next, [camera.device.id]);
    const reading = engine.state.readings[camera.device.id];
    if (reading?.outcome === 'failed' || reading?.credentialId !== ownLoginOf(camera.agentName)) {
      const { code = 'camera-login-refused', params = { address: camera.device.address }, detail } = reading?.error ?? {};
      // Some keep the users of ONVIF apart from those of the streams: then the new one is of no use.
      if (changed && REFUSED.includes(code)) {
        await engine.takeBackPassword(site, camera.device.id, this.#conduct, this.listener);
        throw new TunnelError('camera-password-refused', { address: camera.device.address, reason: 'RTSP: 401' });
      }
      if (onCamera && !changed && REFUSED.includes(code)) throw new TunnelError('input-invalid', { field: file, reason: 'it is the file of the password that the camera had before; put the new one into another' });
      throw new TunnelError(code, params, detail === undefined ? {} : { detail });
    }
    await this.open.update(next);
    for (const stage of ['plan', 'connect', 'prove'] as const) await this.#run(stage, this.open.site, null);
    demandProof(engine.state.proofs[camera.device.id]);
    return { command: 'rotate', changed: [{ agent: camera.agentName, camera: camera.choice.name }], found: await this.#found(), said: [fill(headings.rotated, { camera: camera.choice.name, name: camera.agentName })] };
  }

  /**
   * False where FILE is that of the password that the settings have already: an earlier run came so far, and what is left is to tell the
   * agent. @throws what the camera has against it; nothing was changed then.
   */
  async #changeOnCamera(camera: ChosenCamera, username: string, after: SecretRef): Promise<boolean> {
    const { site, engine } = this.open;
    const { device, reading, choice } = camera;
    // A run that ended between the camera and the site file left a login that no settings know.
    const begun = PasswordChange.safeParse(engine.state.steps.find(({ step, phase }) => step.id === passwordStepId(device.id) && phase !== 'undone')?.step.input).data;
    const before = passwordOf(site, engine.state, camera) ?? (begun !== undefined && isSameSecret(begun.after, after) ? begun.before : null);
    if (before === null) throw new TunnelError('input-invalid', { field: choice.name, reason: 'nobody knows which password it has' });
    if (isSameSecret(before, after)) return false;
    await engine.changePassword(site, choice.name, { deviceId: device.id, address: device.address, onvif: reading?.onvif ?? device.onvif, username, before, after }, this.#conduct, this.listener);
    return true;
  }

  get #conduct(): Conduct {
    return { signal: this.signal, progress: (progress) => this.listener.onProgress?.(progress) };
  }

  #settings(command: AgentsOutcome['command'], agent: string, camera: string, said: readonly string[]): Done {
    return { command, changed: [{ agent, camera }], found: joinAgents(this.open.site, this.open.engine.state, []), said };
  }

  #found(): Promise<AgentsOutcome['found']> {
    return this.open.engine.siteAgents(this.open.site, this.#conduct);
  }

  #run(stage: Stage, site: Site, only: readonly string[] | null): Promise<void> {
    return this.open.engine.run(stage, site, { only, signal: this.signal }, this.listener);
  }

  #camera(text: string): ChosenCamera {
    const { site, engine } = this.open;
    if (engine.state.survey === null) throw new TunnelError('stage-missing', { stage: 'survey' });
    const found = cameraCalled(allCameras(site, engine.state), text);
    if (found === undefined) throw new TunnelError('input-invalid', { field: text, reason: 'no camera is called so' });
    return found;
  }

  /** The old device may not be found any more: then the journal knows whose agent it was. */
  #replaced(text: string): ReplacedCamera {
    const { site, engine } = this.open;
    const known = cameraCalled(allCameras(site, engine.state), text);
    if (known !== undefined) return { name: known.choice.name, agent: known.agentName, deviceId: known.device.id };
    const agent = standingAgents(engine.state.steps).find(({ camera, name, address }) => [camera, name, address].includes(text));
    if (agent === undefined) throw new TunnelError('input-invalid', { field: text, reason: 'no camera is called so' });
    return { name: agent.camera, agent: agent.name, deviceId: agent.deviceId };
  }

  #device(text: string): Device | undefined {
    const wanted = text.toLowerCase();
    return this.open.engine.state.survey?.devices.find(({ address, otherAddresses, mac }) => [address, ...otherAddresses, mac?.toLowerCase()].includes(wanted));
  }

  async #searched(text: string): Promise<Device> {
    await this.#run('survey', this.open.site, null);
    const device = this.#device(text);
    if (device === undefined) throw new TunnelError('input-invalid', { field: text, reason: 'no device was found there' });
    return device;
  }
}

function cameraCalled(cameras: readonly ChosenCamera[], text: string): ChosenCamera | undefined {
  return cameras.find(({ choice }) => choice.name === text) ?? cameras.find(({ device, agentName }) => device.address === text || agentName === text);
}

/** What was told to an agent counts once it was seen to work. @throws what the first failed layer says. */
function demandProof(proof: CameraProof | undefined): void {
  const error = proof?.layers.find(({ outcome }) => outcome === 'failed')?.error;
  if (error != null) throw new TunnelError(error.code, error.params, error.detail === undefined ? {} : { detail: error.detail });
  if (proof === undefined || verdict(proof) === 'failed') throw new TunnelError('stage-missing', { stage: 'prove' });
}

/** What is looked for may be where nobody answered. */
function refuseUnasked({ places }: AgentsOutcome['found']): void {
  const error = places.flatMap((place) => place.error ?? [])[0];
  if (error !== undefined) throw new TunnelError(error.code, error.params, error.detail === undefined ? {} : { detail: error.detail });
}
