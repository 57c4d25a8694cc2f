import { useI18n } from '../../i18n/use-i18n';
import type { HubDraft } from '../../state/storage-draft';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import type { StorageFormProps } from './VaultForm';

/** The account of a Kerberos Hub. */
export function HubForm({ draft, busy, problem, onChange }: StorageFormProps<HubDraft>) {
  const { t } = useI18n();
  return (
    <>
      <Field label={t('storage.hub.uri')} value={draft.uri} onChange={(uri) => { onChange({ uri }); }} placeholder="https://api.hub.example.com" problem={problem('hubUri', t('service.url.missing'))} disabled={busy} technical />
      <FieldRow>
        <SecretField label={t('storage.hub.key')} value={draft.key.typed} kept={draft.key.kept !== null} onChange={(typed) => { onChange({ key: { ...draft.key, typed } }); }} problem={problem('key', t('storage.key.missing'))} disabled={busy} />
        <SecretField label={t('storage.hub.privateKey')} value={draft.privateKey.typed} kept={draft.privateKey.kept !== null} onChange={(typed) => { onChange({ privateKey: { ...draft.privateKey, typed } }); }} problem={problem('privateKey', t('storage.key.missing'))} disabled={busy} />
      </FieldRow>
      <FieldRow>
        <Field label={t('storage.hub.region')} value={draft.region} onChange={(region) => { onChange({ region }); }} problem={problem('region', t('storage.hub.region.missing'))} disabled={busy} technical />
        <Field label={t('storage.hub.site')} value={draft.site} onChange={(site) => { onChange({ site }); }} problem={problem('site', t('storage.tooLong'))} disabled={busy} technical />
      </FieldRow>
    </>
  );
}
