import type { AgentSpec } from '../domain/agent-spec';
import type { ChosenCamera } from '../domain/choice';
import { TunnelError } from '../domain/errors';
import { agentKey } from '../domain/names';
import { agentSettingsOf, type Site } from '../domain/site';

/** What a camera's agent is told; null where the camera was not read yet, or where nobody said where agents run. @throws secret-missing. */
export function agentSpec(site: Site, { choice, device, reading, agentName }: ChosenCamera): AgentSpec | null {
  const settings = agentSettingsOf(site, choice.runs);
  if (reading?.main == null || settings === null) return null;
  // Somebody removed the login that worked: an agent without one would be refused, and nobody would know why.
  const set = site.credentials.find((candidate) => candidate.id === reading.credentialId);
  if (set === undefined && reading.credentialId !== null) throw new TunnelError('secret-missing', { name: reading.credentialId });
  return {
    name: agentName,
    key: agentKey(agentName, device.id),
    deviceId: device.id,
    title: choice.name,
    timeZone: site.timeZone,
    recording: settings.recording,
    main: reading.main.uri,
    sub: reading.sub?.uri ?? null,
    onvif: reading.onvif,
    login: set === undefined ? null : { username: set.username, password: set.password },
    storage: settings.storage,
  };
}
