import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { useDrafts, useWork } from '../../state/use-site';
import { missingWireGuard, type WireGuardDraft, type WireGuardField } from '../../state/wireguard-draft';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { Segments } from '../../ui/Choice';
import { Field, FieldRow } from '../../ui/Field';
import { TunnelIcon } from '../../ui/icons';
import { Term } from '../../ui/Term';
import { EgressChoice } from './EgressChoice';
import { HostKeyQuestion, unconfirmedKey } from './HostKeyQuestion';
import { HubLogin } from './HubLogin';
import type { OverlayFormProps } from './NetmakerForm';
import { TrialResult } from './TrialResult';

/** A hub that speaks plain WireGuard: where it is, what it gives the small computer, and how it gets to know it. */
export function WireGuardForm({ attempted, busy, onSave }: OverlayFormProps) {
  const { t } = useI18n();
  const { actions, client, ui } = useApp();
  const { projection } = useWork();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.overlayTrial);
  const draft = drafts.wireguard;
  const missing = missingWireGuard(draft);
  const change = (part: Partial<WireGuardDraft>): void => { setDraft('wireguard', { ...draft, ...part }); };
  const problem = (field: WireGuardField, text: string): string | null => (attempted && missing.has(field) ? text : null);

  const test = async (): Promise<void> => {
    ui.setState({ overlayTrial: { state: 'asking' } });
    try {
      await onSave();
      ui.setState({ overlayTrial: { state: 'ok', value: await client.ask('overlay.networks', null) } });
    } catch (thrown) {
      ui.setState({ overlayTrial: { state: 'failed', error: errorOf(thrown) } });
    }
  };
  const { overlay } = projection.site;
  const hub = overlay?.kind === 'wireguard' && overlay.hub.kind === 'ssh' ? overlay.hub.box : null;
  const key = trial.state === 'failed' && hub !== null && unconfirmedKey(trial.error) !== null ? trial.error : null;

  return (
    <Card title={<><TunnelIcon /> {t('wireguard.title')}</>}>
      <Quiet>
        {t('wireguard.text')} <Term precise={t('wireguard.precise')}>{t('wireguard.term')}</Term>
      </Quiet>
      <FieldRow>
        <Field label={t('wireguard.endpoint')} value={draft.endpoint} onChange={(endpoint) => { change({ endpoint }); }} placeholder="hub.example.com:51820" problem={problem('endpoint', t('wireguard.endpoint.missing'))} hint={t('wireguard.endpoint.hint')} disabled={busy} technical />
        <Field label={t('wireguard.publicKey')} value={draft.publicKey} onChange={(publicKey) => { change({ publicKey }); }} problem={problem('publicKey', t('wireguard.publicKey.missing'))} hint={t('wireguard.publicKey.hint')} disabled={busy} technical />
      </FieldRow>
      <FieldRow>
        <Field label={t('wireguard.range')} value={draft.range} onChange={(range) => { change({ range }); }} placeholder="10.8.0.0/24" problem={problem('range', t('wireguard.range.missing'))} hint={t('wireguard.range.hint')} disabled={busy} technical />
        <Field label={t('wireguard.address')} value={draft.address} onChange={(address) => { change({ address }); }} placeholder="10.8.0.12" problem={problem('address', t('wireguard.address.missing'))} hint={t('wireguard.address.hint')} disabled={busy} technical />
      </FieldRow>
      <Segments<WireGuardDraft['hub']>
        label={t('wireguard.hub')}
        value={draft.hub}
        onChange={(hub) => { change({ hub }); }}
        disabled={busy}
        options={[
          { value: 'ssh', text: t('wireguard.hub.ssh') },
          { value: 'file', text: t('wireguard.hub.file') },
        ]}
      />
      <Quiet>{t(draft.hub === 'ssh' ? 'wireguard.hub.ssh.text' : 'wireguard.hub.file.text')}</Quiet>
      {draft.hub === 'ssh' && <HubLogin draft={draft} busy={busy} problem={problem} onChange={change} />}
      {key === null ? (
        <TrialResult trial={trial} ok={(value) => (draft.hub === 'ssh' ? t('wireguard.ok', { variant: value.variant }) : t('wireguard.ok.file'))} />
      ) : (
        hub !== null && (
          <HostKeyQuestion
            error={key}
            computer={hub}
            busy={busy}
            onTrust={async (hostKey) => {
              await actions.update((before) => (before.overlay?.kind === 'wireguard' && before.overlay.hub.kind === 'ssh' ? { ...before, overlay: { ...before.overlay, hub: { ...before.overlay.hub, box: { ...before.overlay.hub.box, hostKey } } } } : before));
              await test();
            }}
            onOther={test}
          />
        )
      )}
      <EgressChoice egress={draft.egress} disabled={busy} onChoose={(egress) => { change({ egress }); }} />
      <Line>
        <Button onPress={() => void test()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
          {t('wireguard.test')}
        </Button>
      </Line>
    </Card>
  );
}
