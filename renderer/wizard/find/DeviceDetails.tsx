import type { Device } from '../../../electron/domain/device';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { CopyButton } from '../../ui/CopyButton';
import { deviceText, evidenceLine } from './device-details';
import styles from './DeviceDetails.module.css';

/** Why we think that it is what it is, and what exactly was said. */
export function DeviceDetails({ device }: { device: Device }) {
  const { t, words } = useI18n();
  return (
    <div className={styles.details}>
      <ul className={styles.reasons}>
        {device.reasons.map((reason) => (
          <li key={JSON.stringify(reason)}>{sentence(words.reasons[reason.reason], reason.params)}</li>
        ))}
        {device.ports.length > 0 && <li>{t('find.ports', { ports: device.ports.map((port) => (port.speaks === 'unknown' ? String(port.port) : `${String(port.port)} (${port.speaks})`)).join(', ') })}</li>}
        {device.otherAddresses.length > 0 && <li>{t('find.otherAddresses', { addresses: device.otherAddresses.join(', ') })}</li>}
        {device.mac !== null && <li>{t('find.mac', { mac: device.mac })}</li>}
      </ul>
      {device.evidence.length > 0 && (
        <div className={styles.group}>
          <p className={styles.label}>{t('find.evidence')}</p>
          <pre className={styles.evidence} tabIndex={0} role="group" aria-label={t('find.evidence.label', { address: device.address })}>
            {device.evidence.map(evidenceLine).join('\n')}
          </pre>
        </div>
      )}
      <CopyButton text={() => deviceText(device, words)} label={t('find.copy.label', { address: device.address })} />
    </div>
  );
}
