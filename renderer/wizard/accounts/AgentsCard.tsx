import type { ReactElement } from 'react';
import type { AgentSettings } from '../../../electron/domain/site';
import { errorOf } from '../../bridge/bridge-error';
import type { MessageKey } from '../../i18n/messages';
import { useI18n } from '../../i18n/use-i18n';
import { missingAgents, type AgentsDraft } from '../../state/agents-draft';
import { useApp, useUi } from '../../state/app-context';
import { knowsBox } from '../../state/page-states';
import { useDrafts, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { CloudIcon, ComputerIcon, SmallComputerIcon } from '../../ui/icons';
import { Term } from '../../ui/Term';
import { LegacyQuestion } from '../box/LegacyQuestion';
import { AgentsFound } from './AgentsFound';
import type { AgentsFormProps } from './agents-form-props';
import { DockerForm } from './DockerForm';
import { EdgeForm } from './EdgeForm';
import { FactoryForm } from './FactoryForm';
import { HostKeyQuestion, unconfirmedKey } from './HostKeyQuestion';
import { KubernetesForm } from './KubernetesForm';

interface PlaceWords { readonly icon: ReactElement; readonly title: MessageKey; readonly text: MessageKey; readonly precise: MessageKey; readonly test: MessageKey; readonly Form: (props: AgentsFormProps) => ReactElement }

const PLACES = {
  factory: { icon: <CloudIcon />, title: 'factory.title', text: 'factory.text', precise: 'factory.precise', test: 'factory.test', Form: FactoryForm },
  kubernetes: { icon: <CloudIcon />, title: 'kubernetes.title', text: 'kubernetes.text', precise: 'kubernetes.precise', test: 'kubernetes.test', Form: KubernetesForm },
  docker: { icon: <ComputerIcon />, title: 'docker.title', text: 'docker.text', precise: 'docker.precise', test: 'docker.test', Form: DockerForm },
  edge: { icon: <SmallComputerIcon />, title: 'edge.title', text: 'edge.text', precise: 'edge.precise', test: 'edge.test', Form: EdgeForm },
} as const satisfies Record<AgentSettings['kind'], PlaceWords>;

interface AgentsCardProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
  readonly onSave: (draft: AgentsDraft) => Promise<void>;
}

/** The place where the agents run: what it asks for, and what is found there. */
export function AgentsCard({ attempted, busy, onSave }: AgentsCardProps) {
  const { t } = useI18n();
  const { actions, client, ui } = useApp();
  const { projection } = useWork();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.agentsTrial);
  const draft = drafts.agents;
  const missing = missingAgents(draft);
  const { icon, title, text, precise, test, Form } = PLACES[draft.kind];
  const change = (part: Partial<AgentsDraft>): void => { setDraft('agents', { ...draft, ...part }); };

  const tryAs = async (wanted: AgentsDraft): Promise<void> => {
    ui.setState({ agentsTrial: { state: 'asking' } });
    try {
      await onSave(wanted);
      ui.setState({ agentsTrial: { state: 'ok', value: await client.ask('agents.probe', null) } });
    } catch (thrown) {
      ui.setState({ agentsTrial: { state: 'failed', error: errorOf(thrown) } });
    }
  };
  const again = (): Promise<void> => tryAs(draft);
  // Asked on the page of the small computer, where its key is looked at as well: it is nothing but that computer.
  const waits = draft.kind === 'edge' && !knowsBox(projection);

  const computer = projection.site.agents?.kind === 'docker' && draft.kind === 'docker' ? projection.site.agents.host : null;
  const failure = trial.state === 'failed' && computer !== null ? trial.error : null;
  const legacy = failure?.code === 'box-only-legacy' && !draft.docker.login.allowLegacy ? failure : null;
  const key = failure !== null && unconfirmedKey(failure) !== null ? failure : null;

  return (
    <Card title={<>{icon} {t(title)}</>}>
      <Quiet>
        {t(text)} <Term precise={t(precise)}>{t('factory.term')}</Term>
      </Quiet>
      <Form draft={draft} busy={busy} problem={(field, words) => (attempted && missing.has(field) ? words : null)} onChange={change} />
      {legacy !== null && <LegacyQuestion error={legacy} busy={busy} onAllow={() => void tryAs({ ...draft, docker: { ...draft.docker, login: { ...draft.docker.login, allowLegacy: true } } })} />}
      {key !== null && computer !== null && (
        <HostKeyQuestion
          error={key}
          computer={computer}
          busy={busy}
          onTrust={async (hostKey) => {
            await actions.update((before) => (before.agents?.kind === 'docker' ? { ...before, agents: { ...before.agents, host: { ...before.agents.host, hostKey } } } : before));
            await again();
          }}
          onOther={again}
        />
      )}
      {trial.state === 'failed' && legacy === null && key === null && <ErrorNotice error={trial.error} />}
      {trial.state === 'ok' && <AgentsFound found={trial.value} />}
      <Line>
        {waits ? (
          <Quiet>{t('edge.waits')}</Quiet>
        ) : (
          <Button onPress={() => void again()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
            {t(test)}
          </Button>
        )}
      </Line>
    </Card>
  );
}
