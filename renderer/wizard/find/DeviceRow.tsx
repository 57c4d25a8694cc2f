import type { ReactNode } from 'react';
import type { Device, DeviceKind } from '../../../electron/domain/device';
import type { CameraChoice } from '../../../electron/domain/site';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Code } from '../../ui/Card';
import { Checkbox } from '../../ui/Choice';
import { Details } from '../../ui/Disclosure';
import { CameraIcon, ComputerIcon, DeviceIcon, DoorbellIcon, PrinterIcon, RecorderIcon, RouterIcon } from '../../ui/icons';
import styles from './DeviceRow.module.css';

const KIND_ICONS: Readonly<Record<DeviceKind, ReactNode>> = {
  camera: <CameraIcon />,
  doorbell: <DoorbellIcon />,
  encoder: <RecorderIcon />,
  recorder: <RecorderIcon />,
  restream: <RecorderIcon />,
  computer: <ComputerIcon />,
  printer: <PrinterIcon />,
  router: <RouterIcon />,
  other: <DeviceIcon />,
  unknown: <DeviceIcon />,
};

/** One thing on the network: what it is, where, and why we think so. `choice` null: it cannot be chosen (now). */
export function DeviceRow({ device, choice, onChoose, onTake }: { device: Device; choice: CameraChoice | null; onChoose: (choice: CameraChoice) => void; onTake?: () => void }) {
  const { t, words } = useI18n();
  const kind = words.kinds[device.kind];
  const make = [device.vendor, device.model].filter((part) => part !== null).join(' ');
  const title = choice?.name ?? device.name ?? (make === '' ? kind : make);
  const facts = [device.name, make, device.kind === 'camera' && make !== '' ? null : kind].filter((part) => part !== null && part !== '' && part !== title).join(' · ');
  return (
    <li className={styles.row}>
      {choice !== null && <Checkbox checked={choice.include} label={t('find.include', { name: title, address: device.address })} onChange={(include) => { onChoose({ ...choice, include }); }} />}
      <span className={styles.icon}>{KIND_ICONS[device.kind]}</span>
      <div className={styles.words}>
        <p className={styles.name}>{title}</p>
        <p className={styles.facts}>{facts}</p>
      </div>
      <div className={styles.where}>
        <Code>{device.address}</Code>
        {device.mac !== null && <span className={styles.mac}>{device.mac}</span>}
      </div>
      <div className={styles.more}>
        <Details summary={t('find.why')} label={t('find.why.label', { address: device.address })}>
          <ul className={styles.reasons}>
            {device.reasons.map((reason) => (
              <li key={JSON.stringify(reason)}>{sentence(words.reasons[reason.reason], reason.params)}</li>
            ))}
            {device.ports.length > 0 && <li>{t('find.ports', { ports: device.ports.map((port) => (port.speaks === 'unknown' ? String(port.port) : `${String(port.port)} (${port.speaks})`)).join(', ') })}</li>}
            {device.otherAddresses.length > 0 && <li>{t('find.otherAddresses', { addresses: device.otherAddresses.join(', ') })}</li>}
          </ul>
        </Details>
        {onTake !== undefined && (
          <Button look="plain" onPress={onTake} label={t('find.take.label', { address: device.address })}>
            {t('find.take')}
          </Button>
        )}
      </div>
    </li>
  );
}
