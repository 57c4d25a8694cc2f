import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Quiet } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Field, SecretField } from '../../ui/Field';

/** The password was changed on the camera: entered once, told everywhere. */
export function NewPassword({ name, username, onGive, onClose }: { name: string; username: string; onGive: (login: { username: string; password: string }) => void; onClose: () => void }) {
  const { t } = useI18n();
  const [user, setUser] = useState(username);
  const [password, setPassword] = useState('');
  const [attempted, setAttempted] = useState(false);
  const give = (): void => {
    setAttempted(true);
    if (user.trim() !== '' && password !== '') onGive({ username: user.trim(), password });
  };
  return (
    <Dialog
      title={t('agents.password.title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('agents.cancel')}</Button>
          <Button look="primary" onPress={give}>{t('agents.password.yes')}</Button>
        </>
      }
    >
      <Quiet>{t('agents.password.text')}</Quiet>
      <Field label={t('agents.password.user')} value={user} onChange={setUser} problem={attempted && user.trim() === '' ? t('agents.password.user.missing') : null} technical />
      <SecretField label={t('agents.password.field')} value={password} kept={false} onChange={setPassword} problem={attempted && password === '' ? t('agents.password.missing') : null} />
    </Dialog>
  );
}
