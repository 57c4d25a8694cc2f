import type { StorageSettings } from '../../../electron/domain/site';
import { fill } from '../../../electron/domain/words/words';
import { givenTexts, storageTexts, type StorageText } from '../../../electron/domain/words/storage-text';
import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import type { AgentsDraft } from '../../state/agents-draft';
import { useApp, useUi } from '../../state/app-context';
import { agentsDiffer } from '../../state/outdated';
import { missingStorage, storageKind, type StorageDraft } from '../../state/storage-draft';
import { useDrafts, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { Cards, Checkbox } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { RecorderIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Term } from '../../ui/Term';
import { HubForm } from './HubForm';
import { VaultForm } from './VaultForm';

interface StoragePartProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
  readonly onSave: (draft: AgentsDraft) => Promise<void>;
}

/** Where the recordings go, for all agents of the site; below the place where the agents run. */
export function StoragePart({ attempted, busy, onSave }: StoragePartProps) {
  const { t } = useI18n();
  const { client, ui } = useApp();
  const { drafts, setDraft } = useDrafts();
  const trial = useUi((state) => state.storageTrial);
  const { storage: draft, kind: agents } = drafts.agents;
  const kind = storageKind(draft, agents);
  const missing = missingStorage(draft);
  const change = (part: Partial<StorageDraft>): void => {
    setDraft('agents', { ...drafts.agents, storage: { ...draft, ...part } });
    // Of what was entered before.
    ui.setState({ storageTrial: { state: 'idle' } });
  };
  const problem = (field: Parameters<typeof missing.has>[0], text: string): string | null => (attempted && missing.has(field) ? text : null);
  const unplaced = problem('places', t('storage.places.missing'));

  const test = async (): Promise<void> => {
    ui.setState({ storageTrial: { state: 'asking' } });
    try {
      await onSave(drafts.agents);
      ui.setState({ storageTrial: { state: 'ok', value: await client.ask('storage.check', null) } });
    } catch (thrown) {
      ui.setState({ storageTrial: { state: 'failed', error: errorOf(thrown) } });
    }
  };

  return (
    <Card title={<><RecorderIcon /> {t('storage.title')}</>}>
      <Quiet>
        {t('storage.text')} <Term precise={t('storage.precise')}>{t('factory.term')}</Term>
      </Quiet>
      <Cards<StorageSettings['kind']>
        label={t('storage.kind')}
        value={kind}
        onChange={(next) => { change({ kind: next }); }}
        disabled={busy}
        options={[
          // Where we start the agents ourselves, nobody gives them anything.
          ...(agents === 'factory' || agents === 'kubernetes' ? [{ value: 'given' as const, text: t('storage.kind.given'), detail: t('storage.kind.given.text') }] : []),
          { value: 'own', text: t('storage.kind.own'), detail: t(agents === 'factory' ? 'storage.kind.own.factory' : 'storage.kind.own.text') },
          // Factory could not be told; a site file may say so all the same.
          ...(agents !== 'factory' || kind === 'none' ? [{ value: 'none' as const, text: t('storage.kind.none'), detail: t('storage.kind.none.text') }] : []),
        ]}
      />
      {kind === 'own' && (
        <>
          <Checkbox checked={draft.useVault} onChange={(useVault) => { change({ useVault }); }} disabled={busy}>
            {t('storage.useVault')}
          </Checkbox>
          {draft.useVault && <VaultForm draft={draft.vault} withHub={draft.useHub} busy={busy} problem={problem} onChange={(part) => { change({ vault: { ...draft.vault, ...part } }); }} />}
          <Checkbox checked={draft.useHub} onChange={(useHub) => { change({ useHub }); }} disabled={busy}>
            {t('storage.useHub')}
          </Checkbox>
          {draft.useHub && <Quiet>{t(draft.useVault ? 'storage.useHub.both' : 'storage.useHub.alone')}</Quiet>}
          {draft.useHub && <HubForm draft={draft.hub} busy={busy} problem={problem} onChange={(part) => { change({ hub: { ...draft.hub, ...part } }); }} />}
          {unplaced !== null && <Notice tone="warn">{unplaced}</Notice>}
        </>
      )}
      {trial.state === 'failed' && <ErrorNotice error={trial.error} />}
      <StorageKnown kind={kind} />
      {kind === 'own' && (
        <Line>
          <Button onPress={() => void test()} disabled={busy || missing.size > 0} pending={trial.state === 'asking'}>
            {t('storage.test')}
          </Button>
        </Line>
      )}
    </Card>
  );
}

/** What is known of the chosen place: by the test just now, else by the latest look at the services. */
function StorageKnown({ kind }: { kind: StorageSettings['kind'] }) {
  const { words } = useI18n();
  const { projection } = useWork();
  const { drafts } = useDrafts();
  const tried = useUi((state) => state.storageTrial);
  const found = useUi((state) => state.agentsTrial);
  const { site, state } = projection;
  const texts = ((): StorageText[] => {
    switch (kind) {
      case 'none':
        // The choice says it.
        return [];
      case 'given':
        if (found.state === 'ok') return givenTexts(drafts.agents.kind, found.value.given, words);
        return state.services === null ? [] : givenTexts(drafts.agents.kind, state.services.agents.given, words);
      case 'own':
        if (tried.state === 'ok') {
          const { vault, hub } = tried.value;
          return [...(vault === null ? [] : [fill(words.storage.vault, vault)]), ...(hub === null ? [] : [fill(hub.upload === 'allowed' ? words.storage.hubUpload : words.storage.hub, hub)])].map((text) => ({ weight: 'good', text }));
        }
        // Until it is tested again, the latest look is of what was entered then.
        return tried.state === 'idle' && !agentsDiffer(drafts, site) ? storageTexts(site, state.services, words).filter(({ weight }) => weight === 'good' || weight === 'bad') : [];
    }
  })();
  return texts.map(({ weight, text }) => (
    <Notice key={text} tone={weight}>
      {text}
    </Notice>
  ));
}
