import { useState } from 'react';
import type { ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { newCredential, type CredentialDraft } from '../../state/drafts';
import { useDrafts } from '../../state/use-site';
import { Button, IconButton } from '../../ui/Button';
import { Line, Quiet, Stack } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { KeyIcon, PlusIcon, TrashIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { MoveButtons } from '../../ui/MoveButtons';
import { StatusIcon } from '../../ui/StatusIcon';
import { workedAt } from './login-groups';
import styles from './LoginsEditor.module.css';

/** User names and passwords that the cameras share. They are tried in this order, and never more than two wrong ones per camera. */
export function LoginsEditor({ disabled, folded, cameras }: { disabled: boolean; folded: boolean; cameras: readonly ChosenCamera[] }) {
  const { t } = useI18n();
  const [said, setSaid] = useState('');
  const { drafts, setDraft } = useDrafts();
  const sets = drafts.credentials.length > 0 ? drafts.credentials : [newCredential('login-1', t('logins.name', { number: 1 }))];
  const change = (index: number, part: Partial<CredentialDraft>): void => { setDraft('credentials', sets.map((set, position) => (position === index ? { ...set, ...part } : set))); };
  const add = (): void => {
    const number = sets.length + 1;
    setDraft('credentials', [...sets, newCredential(freeId(sets), t('logins.name', { number }))]);
  };
  const move = (index: number, by: -1 | 1): void => {
    const moved = [...sets];
    moved.splice(index + by, 0, ...moved.splice(index, 1));
    setDraft('credentials', moved);
    setSaid(t('logins.moved', { name: sets[index]?.name ?? '', number: index + by + 1 }));
  };
  const anyRead = cameras.some((camera) => camera.reading !== null);
  return (
    <Disclosure title={<><KeyIcon /> {t('logins.title')}</>} open={!folded} aside={drafts.credentials.map((set) => set.username).filter((username) => username !== '').join(', ')}>
      <Stack>
        <Quiet>{t('logins.text')}</Quiet>
        {sets.map((set, index) => (
          <fieldset key={set.id} className={styles.set}>
            <legend className="visually-hidden">{set.name}</legend>
            <div className={styles.body}>
              <FieldRow>
                <Field label={t('logins.set')} value={set.name} onChange={(name) => { change(index, { name }); }} disabled={disabled} />
                <Field label={t('logins.username')} value={set.username} onChange={(username) => { change(index, { username }); }} disabled={disabled} technical />
                <SecretField label={t('logins.password')} value={set.password.typed} kept={set.password.kept !== null} onChange={(typed) => { change(index, { password: { ...set.password, typed } }); }} disabled={disabled} />
              </FieldRow>
              {anyRead && <LoginUse count={workedAt(cameras, set.id)} />}
            </div>
            <div className={styles.tools}>
              {sets.length > 1 && <MoveButtons up={t('logins.up', { name: set.name })} down={t('logins.down', { name: set.name })} first={index === 0} last={index === sets.length - 1} disabled={disabled} onMove={(by) => { move(index, by); }} />}
              {sets.length > 1 && <IconButton label={t('logins.remove', { name: set.name })} icon={<TrashIcon />} disabled={disabled} onPress={() => { setDraft('credentials', sets.filter((_one, position) => position !== index)); }} />}
            </div>
          </fieldset>
        ))}
        <Line>
          <Button look="plain" icon={<PlusIcon />} onPress={add} disabled={disabled || sets.length >= 50}>
            {t('logins.add')}
          </Button>
        </Line>
        <LiveRegion text={said} />
      </Stack>
    </Disclosure>
  );
}

/** At how many cameras this login is the one that worked. */
function LoginUse({ count }: { count: number }) {
  const { t, plural } = useI18n();
  return (
    <p className={styles.use}>
      {count > 0 && <StatusIcon status="good" label={null} />}
      {count > 0 ? plural('logins.worked', count) : t('logins.worked.nowhere')}
    </p>
  );
}

function freeId(sets: readonly CredentialDraft[]): string {
  for (let number = sets.length + 1; ; number++) {
    const id = `login-${String(number)}`;
    if (!sets.some((set) => set.id === id)) return id;
  }
}
