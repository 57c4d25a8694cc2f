import type { AgentSpec } from '../../domain/agent-spec';

/**
 * What an agent has and the known API of Factory cannot be told (kerberos-io/rtsp-benchmark models/factory.go has no field for any of
 * it): Factory's own settings, or whoever edits the agent there, decide it.
 *
 * `key`: an agent that Factory makes gets its `AGENT_KEY` from Factory, so ours is only a proposal, and an agent that is made anew may
 * get another one. `title`: Factory shows the agent's name.
 */
export const NOT_TOLD = ['sub', 'storage', 'time-zone', 'title', 'key'] as const;
export type NotTold = (typeof NOT_TOLD)[number];

/** Of one agent: what its spec says and Factory will not hear. `storage: given` is what Factory does anyway. Pure. */
export function notTold(spec: Pick<AgentSpec, 'sub' | 'storage'>): NotTold[] {
  return NOT_TOLD.filter((what) => {
    switch (what) {
      case 'sub':
        return spec.sub !== null;
      case 'storage':
        return spec.storage.kind !== 'given';
      case 'time-zone':
      case 'title':
      case 'key':
        return true;
    }
  });
}
