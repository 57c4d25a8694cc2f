import type { OverlaySettings } from '../../../electron/domain/site';
import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { missingAgents, type AgentsDraft } from '../../state/drafts';
import { useDrafts, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { Cards, Checkbox, Segments } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { CloudIcon } from '../../ui/icons';
import { Term } from '../../ui/Term';
import { NetmakerForm } from './NetmakerForm';
import { TrialResult } from './TrialResult';
import { WireGuardForm } from './WireGuardForm';

interface PartProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
}

/** The two accounts in the cloud: the network that the tunnel belongs to, and the Factory that makes the agents. */
export function ServicesPart({ attempted, busy, onSaveOverlay, onSaveAgents }: PartProps & { onSaveOverlay: () => Promise<void>; onSaveAgents: () => Promise<void> }) {
  const { t } = useI18n();
  const { ui } = useApp();
  const { projection } = useWork();
  const { drafts, setDraft } = useDrafts();
  return (
    <>
      {/* The practice site has a Netmaker of its own, and asks nobody else. */}
      {projection.site.mode === 'real' && (
        <Cards<OverlaySettings['kind']>
          label={t('overlay.kind')}
          value={drafts.overlayKind}
          onChange={(kind) => {
            setDraft('overlayKind', kind);
            // Of the other one.
            ui.setState({ overlayTrial: { state: 'idle' } });
          }}
          disabled={busy}
          options={[
            { value: 'netmaker', text: t('overlay.kind.netmaker'), detail: t('overlay.kind.netmaker.text') },
            { value: 'wireguard', text: t('overlay.kind.wireguard'), detail: t('overlay.kind.wireguard.text') },
          ]}
        />
      )}
      {drafts.overlayKind === 'wireguard' ? <WireGuardForm attempted={attempted} busy={busy} onSave={onSaveOverlay} /> : <NetmakerForm attempted={attempted} busy={busy} onSave={onSaveOverlay} />}
      <FactoryCard attempted={attempted} busy={busy} onSave={onSaveAgents} />
    </>
  );
}

function FactoryCard({ attempted, busy, onSave }: PartProps & { onSave: () => Promise<void> }) {
  const { t, plural } = useI18n();
  const { client, ui } = useApp();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.agentsTrial);
  const draft = drafts.agents;
  const missing = missingAgents(draft);
  const change = (part: Partial<AgentsDraft>): void => { setDraft('agents', { ...draft, ...part }); };
  const problem = (field: Parameters<typeof missing.has>[0], text: string): string | null => (attempted && missing.has(field) ? text : null);

  const test = async (): Promise<void> => {
    ui.setState({ agentsTrial: { state: 'asking' } });
    try {
      await onSave();
      ui.setState({ agentsTrial: { state: 'ok', value: await client.ask('agents.probe', null) } });
    } catch (thrown) {
      ui.setState({ agentsTrial: { state: 'failed', error: errorOf(thrown) } });
    }
  };

  return (
    <Card title={<><CloudIcon /> {t('factory.title')}</>}>
      <Quiet>
        {t('factory.text')} <Term precise={t('factory.precise')}>{t('factory.term')}</Term>
      </Quiet>
      <Field label={t('service.url')} value={draft.url} onChange={(url) => { change({ url }); }} placeholder="https://factory.example.com" problem={problem('url', t('service.url.missing'))} disabled={busy} technical />
      <FieldRow>
        <Field label={t('service.username')} value={draft.username} onChange={(username) => { change({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
        <SecretField label={t('service.password')} value={draft.password.typed} kept={draft.password.kept !== null} onChange={(typed) => { change({ password: { ...draft.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
      </FieldRow>
      <Segments<AgentsDraft['recording']>
        label={t('factory.recording')}
        value={draft.recording}
        onChange={(recording) => { change({ recording }); }}
        disabled={busy}
        options={[
          { value: 'motion', text: t('factory.recording.motion') },
          { value: 'continuous', text: t('factory.recording.continuous') },
        ]}
      />
      <Disclosure title={t('factory.proof')} aside={draft.askAgents ? t('factory.proof.on') : t('factory.proof.off')}>
        <Checkbox checked={draft.askAgents} onChange={(askAgents) => { change({ askAgents }); }} disabled={busy}>
          {t('factory.proof.ask')}
        </Checkbox>
        <Quiet>{t('factory.proof.text')}</Quiet>
        {draft.askAgents && (
          <FieldRow>
            <Field label={t('service.username')} value={draft.agentUsername} onChange={(agentUsername) => { change({ agentUsername }); }} problem={problem('agentUsername', t('service.username.missing'))} disabled={busy} technical />
            <SecretField label={t('service.password')} value={draft.agentPassword.typed} kept={draft.agentPassword.kept !== null} onChange={(typed) => { change({ agentPassword: { ...draft.agentPassword, typed } }); }} problem={problem('agentPassword', t('service.password.missing'))} disabled={busy} />
          </FieldRow>
        )}
      </Disclosure>
      <TrialResult trial={trial} ok={(value) => t('factory.ok', { agents: plural('factory.agents', value.count), variant: value.variant })} />
      <Line>
        <Button onPress={() => void test()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
          {t('factory.test')}
        </Button>
      </Line>
    </Card>
  );
}
