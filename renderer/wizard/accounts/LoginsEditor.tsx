import { useI18n } from '../../i18n/use-i18n';
import { newCredential, type CredentialDraft } from '../../state/drafts';
import { useDrafts } from '../../state/use-site';
import { Button, IconButton } from '../../ui/Button';
import { Line, Quiet, Stack } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { KeyIcon, PlusIcon, TrashIcon } from '../../ui/icons';
import styles from './LoginsEditor.module.css';

/** User names and passwords that the cameras share. They are tried in this order, and never more than two wrong ones per camera. */
export function LoginsEditor({ disabled, folded }: { disabled: boolean; folded: boolean }) {
  const { t } = useI18n();
  const { drafts, setDraft } = useDrafts();
  const sets = drafts.credentials.length > 0 ? drafts.credentials : [newCredential('login-1', t('logins.name', { number: 1 }))];
  const change = (index: number, part: Partial<CredentialDraft>): void => { setDraft('credentials', sets.map((set, position) => (position === index ? { ...set, ...part } : set))); };
  const add = (): void => {
    const number = sets.length + 1;
    setDraft('credentials', [...sets, newCredential(freeId(sets), t('logins.name', { number }))]);
  };
  return (
    <Disclosure title={<><KeyIcon /> {t('logins.title')}</>} open={!folded} aside={drafts.credentials.map((set) => set.username).filter((username) => username !== '').join(', ')}>
      <Stack>
      <Quiet>{t('logins.text')}</Quiet>
      {sets.map((set, index) => (
        <fieldset key={set.id} className={styles.set}>
          <legend className="visually-hidden">{set.name}</legend>
          <FieldRow>
            <Field label={t('logins.set')} value={set.name} onChange={(name) => { change(index, { name }); }} disabled={disabled} />
            <Field label={t('logins.username')} value={set.username} onChange={(username) => { change(index, { username }); }} disabled={disabled} technical />
            <SecretField label={t('logins.password')} value={set.password.typed} kept={set.password.kept !== null} onChange={(typed) => { change(index, { password: { ...set.password, typed } }); }} disabled={disabled} />
          </FieldRow>
          <div className={styles.remove}>
            {sets.length > 1 && <IconButton label={t('logins.remove', { name: set.name })} icon={<TrashIcon />} disabled={disabled} onPress={() => { setDraft('credentials', sets.filter((_one, position) => position !== index)); }} />}
          </div>
        </fieldset>
      ))}
      <Line>
        <Button look="plain" icon={<PlusIcon />} onPress={add} disabled={disabled || sets.length >= 50}>
          {t('logins.add')}
        </Button>
      </Line>
      </Stack>
    </Disclosure>
  );
}

function freeId(sets: readonly CredentialDraft[]): string {
  for (let number = sets.length + 1; ; number++) {
    const id = `login-${String(number)}`;
    if (!sets.some((set) => set.id === id)) return id;
  }
}
