import { isUsable, type HeldClient } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Chip } from '../../ui/Chip';
import { Details } from '../../ui/Disclosure';
import { ConfirmChecksum } from './ConfirmChecksum';
import styles from './HeldClientRow.module.css';

/** One client that this computer holds: for which kind of small computer, whether it can be used, and its checksum for whoever wants it. */
export function HeldClientRow({ held, disabled, onConfirm, onRemove, onFetch }: { held: HeldClient; disabled: boolean; onConfirm: () => void; onRemove: () => void; onFetch: () => void }) {
  const { t, number, dateTime, words } = useI18n();
  const name = { version: held.version, architecture: held.architecture };
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>
          <span>{words.clients.kinds[held.architecture]}</span>
          <Chip tone={isUsable(held) ? 'good' : held.state === 'good' ? 'warn' : 'bad'}>{held.state !== 'good' ? words.clients.states[held.state] : held.trust === 'nobody' ? t('clients.waits') : t('clients.checked')}</Chip>
        </p>
        <p className={styles.facts}>
          {held.version} · {t('clients.size', { megabytes: number(held.size / 1e6, 1) })} · {dateTime(held.keptAt)}
        </p>
        {held.state === 'good' && held.trust === 'nobody' && <ConfirmChecksum held={held} onConfirm={onConfirm} pending={disabled} />}
        <Details summary={t('error.details')} label={t('clients.details.label', name)}>
          <p className={styles.checksum}>
            {held.architecture} · {words.clients.trusts[held.trust]} · {held.from}
            <br />
            {t('client.checksum')} {held.sha256}
          </p>
        </Details>
      </div>
      <div className={styles.actions}>
        {held.state !== 'good' && (
          <Button onPress={onFetch} disabled={disabled} label={t('clients.again.label', name)}>
            {t('clients.again')}
          </Button>
        )}
        <Button look="plain" onPress={onRemove} disabled={disabled} label={t('clients.remove.label', name)}>
          {t('clients.remove')}
        </Button>
      </div>
    </li>
  );
}
