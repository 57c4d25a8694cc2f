import type { AgentsDraft, AgentsField } from '../../state/agents-draft';

/** What every form of a place of agents is given. */
export interface AgentsFormProps {
  readonly draft: AgentsDraft;
  readonly busy: boolean;
  /** The text where this field is missing and may be pointed at; null otherwise. */
  readonly problem: (field: AgentsField, text: string) => string | null;
  readonly onChange: (part: Partial<AgentsDraft>) => void;
}
