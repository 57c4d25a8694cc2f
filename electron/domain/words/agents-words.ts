import type { SiteAgent } from '../site-agents';

/** What is said of the agents that a site has. `{name}`: an agent, `{camera}`: a camera. */
export interface AgentsWords {
  /** Where an agent runs. */
  readonly kinds: Readonly<Record<SiteAgent['kind'], string>>;
  readonly statuses: Readonly<Record<SiteAgent['status'], string>>;
  /** Said of an agent: `The agent {name} ...`. */
  readonly standings: Readonly<Record<Exclude<SiteAgent['standing'], 'wanted'>, string>>;
  readonly todos: Readonly<Record<'missing' | 'obsolete' | 'orphan' | 'perhaps', string>>;
  readonly headings: Readonly<Record<'none' | 'at' | 'others' | 'removed' | 'leftOut' | 'renamed' | 'replaced' | 'rotated' | 'next' | 'nobody', string>>;
}
