import { useI18n } from '../../i18n/use-i18n';
import type { StorageField, VaultDraft } from '../../state/storage-draft';
import { Field, FieldRow, SecretField } from '../../ui/Field';

export interface StorageFormProps<Draft> {
  readonly draft: Draft;
  readonly busy: boolean;
  /** The text where this field is missing and may be pointed at; null otherwise. */
  readonly problem: (field: StorageField, text: string) => string | null;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** The account of a Kerberos Vault. `withHub`: a Hub is used beside it. */
export function VaultForm({ draft, withHub, busy, problem, onChange }: StorageFormProps<VaultDraft> & { withHub: boolean }) {
  const { t } = useI18n();
  return (
    <>
      <Field label={t('storage.vault.uri')} value={draft.uri} onChange={(uri) => { onChange({ uri }); }} placeholder="https://vault.example.com/api" hint={t('storage.vault.uri.hint')} problem={problem('vaultUri', t('service.url.missing'))} disabled={busy} technical />
      <FieldRow>
        <SecretField label={t('storage.vault.accessKey')} value={draft.accessKey.typed} kept={draft.accessKey.kept !== null} onChange={(typed) => { onChange({ accessKey: { ...draft.accessKey, typed } }); }} problem={problem('accessKey', t('storage.key.missing'))} disabled={busy} />
        <SecretField label={t('storage.vault.secretKey')} value={draft.secretKey.typed} kept={draft.secretKey.kept !== null} onChange={(typed) => { onChange({ secretKey: { ...draft.secretKey, typed } }); }} problem={problem('secretKey', t('storage.key.missing'))} disabled={busy} />
      </FieldRow>
      <FieldRow>
        <Field label={t('storage.vault.directory')} value={draft.directory} onChange={(directory) => { onChange({ directory }); }} {...(withHub ? { hint: t('storage.vault.directory.hub') } : {})} problem={problem('directory', t('storage.vault.directory.missing'))} disabled={busy} technical />
        <Field label={t('storage.vault.provider')} value={draft.provider} onChange={(provider) => { onChange({ provider }); }} hint={t('storage.vault.provider.hint')} problem={problem('provider', t('storage.tooLong'))} disabled={busy} technical />
      </FieldRow>
    </>
  );
}
