import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { missingOverlay, type OverlayDraft, type OverlayField } from '../../state/drafts';
import { useDrafts } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { Segments, Select } from '../../ui/Choice';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { TunnelIcon } from '../../ui/icons';
import { Term } from '../../ui/Term';
import { OneTimeCode, wantsCode } from '../OneTimeCode';
import { ClientWay } from './ClientWay';
import { EgressChoice } from './EgressChoice';
import { NetworkAccess } from './NetworkAccess';
import { TrialResult } from './TrialResult';

export interface OverlayFormProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
  readonly onSave: () => Promise<void>;
}

/** The account at Netmaker: where it is, how to sign in, and which of its networks the tunnel belongs to. */
export function NetmakerForm({ attempted, busy, onSave }: OverlayFormProps) {
  const { t, plural } = useI18n();
  const { client, ui } = useApp();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.overlayTrial);
  const draft = drafts.overlay;
  const missing = missingOverlay(draft);
  const change = (part: Partial<OverlayDraft>): void => { setDraft('overlay', { ...draft, ...part }); };
  const problem: Problem = (field, text) => (attempted && missing.has(field) ? text : null);
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
            { value: 'master-key', text: t('netmaker.auth.master-key') },
          ]}
        />
      </FieldRow>
      <Login draft={draft} busy={busy} problem={problem} onChange={change} />
      <TrialResult trial={trial} ok={(value) => t('netmaker.ok', { version: value.version, networks: plural('netmaker.networks', value.networks.length) })}>
        {networks.length > 0 && (
          <Select
            label={t('netmaker.network')}
            placeholder={t('netmaker.network.choose')}
            value={draft.network === '' ? null : draft.network}
            onChange={(network) => { change({ network, policy: 'ask', who: [] }); }}
            disabled={busy}
            options={networks.map((network) => ({ value: network.name, text: network.name, detail: network.range }))}
          />
        )}
      </TrialResult>
      {trial.state === 'failed' && wantsCode(trial.error) && <OneTimeCode onDone={() => void test()} />}
      {trial.state === 'ok' && draft.network !== '' && <NetworkAccess key={draft.network} draft={draft} busy={busy} problem={problem('who', t('netmaker.policy.missing'))} onChange={change} onSave={onSave} />}
      {trial.state !== 'ok' && draft.policy === 'add' && <Quiet>{t('netmaker.policy.known', { who: draft.who.map(({ name }) => name).join(', ') })}</Quiet>}
      <EgressChoice egress={draft.egress} disabled={busy} onChoose={(egress) => { change({ egress }); }} />
      <ClientWay way={draft.install} disabled={busy} onChoose={(install) => { change({ install }); }} />
      <Line>
        <Button onPress={() => void test()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
          {t('netmaker.test')}
        </Button>
        {trial.state !== 'ok' && draft.network !== '' && <Quiet>{t('netmaker.network.known', { network: draft.network })}</Quiet>}
      </Line>
    </Card>
  );
}

type Problem = (field: OverlayField, text: string) => string | null;

/** What the chosen way to sign in asks for. */
function Login({ draft, busy, problem, onChange }: { draft: OverlayDraft; busy: boolean; problem: Problem; onChange: (part: Partial<OverlayDraft>) => void }) {
  const { t } = useI18n();
  switch (draft.auth) {
    case 'token':
      return <SecretField label={t('netmaker.token')} value={draft.token.typed} kept={draft.token.kept !== null} onChange={(typed) => { onChange({ token: { ...draft.token, typed } }); }} problem={problem('token', t('netmaker.token.missing'))} hint={t('netmaker.token.hint')} disabled={busy} />;
    case 'password':
      return (
        <FieldRow>
          <Field label={t('service.username')} value={draft.username} onChange={(username) => { onChange({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
          <SecretField label={t('service.password')} value={draft.password.typed} kept={draft.password.kept !== null} onChange={(typed) => { onChange({ password: { ...draft.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
        </FieldRow>
      );
    case 'master-key':
      return <SecretField label={t('netmaker.masterKey')} value={draft.masterKey.typed} kept={draft.masterKey.kept !== null} onChange={(typed) => { onChange({ masterKey: { ...draft.masterKey, typed } }); }} problem={problem('masterKey', t('netmaker.masterKey.missing'))} hint={t('netmaker.masterKey.hint')} disabled={busy} />;
  }
}
