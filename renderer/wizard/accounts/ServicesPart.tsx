import type { ReactNode } from 'react';
import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { missingAgents, missingOverlay, type AgentsDraft, type OverlayDraft } from '../../state/drafts';
import { useDrafts } from '../../state/use-site';
import type { Trial } from '../../state/ui-store';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { Checkbox, Segments, Select } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { CloudIcon, TunnelIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Term } from '../../ui/Term';

interface PartProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
}

/** The two accounts in the cloud: the network that the tunnel belongs to, and the Factory that makes the agents. */
export function ServicesPart({ attempted, busy, onSaveOverlay, onSaveAgents }: PartProps & { onSaveOverlay: () => Promise<void>; onSaveAgents: () => Promise<void> }) {
  return (
    <>
      <NetmakerCard attempted={attempted} busy={busy} onSave={onSaveOverlay} />
      <FactoryCard attempted={attempted} busy={busy} onSave={onSaveAgents} />
    </>
  );
}

function NetmakerCard({ attempted, busy, onSave }: PartProps & { onSave: () => Promise<void> }) {
  const { t, plural } = useI18n();
  const { client, ui } = useApp();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.overlayTrial);
  const draft = drafts.overlay;
  const missing = missingOverlay(draft);
  const change = (part: Partial<OverlayDraft>): void => { setDraft('overlay', { ...draft, ...part }); };
  const problem = (field: Parameters<typeof missing.has>[0], text: string): string | null => (attempted && missing.has(field) ? text : null);
  const networks = trial.state === 'ok' ? trial.value.networks : [];

  const test = async (): Promise<void> => {
    ui.setState({ overlayTrial: { state: 'asking' } });
    try {
      await onSave();
      ui.setState({ overlayTrial: { state: 'ok', value: await client.ask('overlay.networks', null) } });
    } catch (thrown) {
      ui.setState({ overlayTrial: { state: 'failed', error: errorOf(thrown) } });
    }
  };

  return (
    <Card title={<><TunnelIcon /> {t('netmaker.title')}</>}>
      <Quiet>
        {t('netmaker.text')} <Term precise={t('netmaker.precise')}>{t('netmaker.term')}</Term>
      </Quiet>
      <FieldRow>
        <Field label={t('service.url')} value={draft.url} onChange={(url) => { change({ url }); }} placeholder="https://api.netmaker.example.com" problem={problem('url', t('service.url.missing'))} disabled={busy} technical />
        <Segments<OverlayDraft['auth']>
          label={t('netmaker.auth')}
          value={draft.auth}
          onChange={(auth) => { change({ auth }); }}
          disabled={busy}
          options={[
            { value: 'token', text: t('netmaker.auth.token') },
            { value: 'password', text: t('netmaker.auth.password') },
          ]}
        />
      </FieldRow>
      {draft.auth === 'token' ? (
        <SecretField label={t('netmaker.token')} value={draft.token.typed} kept={draft.token.kept !== null} onChange={(typed) => { change({ token: { ...draft.token, typed } }); }} problem={problem('token', t('netmaker.token.missing'))} hint={t('netmaker.token.hint')} disabled={busy} />
      ) : (
        <FieldRow>
          <Field label={t('service.username')} value={draft.username} onChange={(username) => { change({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
          <SecretField label={t('service.password')} value={draft.password.typed} kept={draft.password.kept !== null} onChange={(typed) => { change({ password: { ...draft.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
        </FieldRow>
      )}
      <TrialResult trial={trial} ok={(value) => t('netmaker.ok', { version: value.version, networks: plural('netmaker.networks', value.networks.length) })}>
        {networks.length > 0 && (
          <Select
            label={t('netmaker.network')}
            placeholder={t('netmaker.network.choose')}
            value={draft.network === '' ? null : draft.network}
            onChange={(network) => { change({ network }); }}
            disabled={busy}
            options={networks.map((network) => ({ value: network.name, text: network.name, detail: network.range }))}
          />
        )}
      </TrialResult>
      <Line>
        <Button onPress={() => void test()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
          {t('netmaker.test')}
        </Button>
        {trial.state !== 'ok' && draft.network !== '' && <Quiet>{t('netmaker.network.known', { network: draft.network })}</Quiet>}
      </Line>
    </Card>
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

function TrialResult<T>({ trial, ok, children }: { trial: Trial<T>; ok: (value: T) => string; children?: ReactNode }) {
  switch (trial.state) {
    case 'idle':
    case 'asking':
      return null;
    case 'failed':
      return <ErrorNotice error={trial.error} />;
    case 'ok':
      return (
        <>
          <Notice tone="good">{ok(trial.value)}</Notice>
          {children}
        </>
      );
  }
}
