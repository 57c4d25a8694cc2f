import { memo, useId, useState, type ReactNode } from 'react';
import type { Device, DeviceKind } from '../../../electron/domain/device';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { FoldButton } from '../../ui/Fold';
import { CameraIcon, ComputerIcon, DeviceIcon, DoorbellIcon, PrinterIcon, RecorderIcon, RouterIcon } from '../../ui/icons';
import { RowCheckbox } from '../../ui/RowCheckbox';
import { AdviceNote } from './AdviceNote';
import { DeviceDetails } from './DeviceDetails';
import { makeOf, titleOf } from './device-list';
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

/** What can be done with a row; the same object for all of them, so that a row is drawn again only when it changed. */
export interface RowActions {
  readonly include: (device: Device, include: boolean) => void;
  readonly take: (device: Device) => void;
  readonly leave: (device: Device) => void;
  readonly whyNot: (address: string) => void;
}

interface DeviceRowProps {
  readonly device: Device;
  readonly name: string | null;
  /** null: it cannot be chosen (now). */
  readonly included: boolean | null;
  readonly actions: RowActions;
  /** `take`: it may be called a camera. `leave`: the technician called it one. */
  readonly offers: 'take' | 'leave' | 'nothing';
}

/** One thing on the network: what it is, where, why we think so, and what has to be done first. */
export const DeviceRow = memo(function DeviceRow({ device, name, included, actions, offers }: DeviceRowProps) {
  const { t, plural, words } = useI18n();
  const [open, setOpen] = useState(false);
  const details = useId();
  const kind = words.kinds[device.kind];
  const make = makeOf(device);
  const title = titleOf({ device, name }) ?? kind;
  // What the icon and the name say already is not said again.
  const facts = [device.name, make, device.kind === 'camera' && make !== null ? null : kind].filter((part) => part !== null && part !== title);
  const reason = device.reasons[0];
  return (
    <li className={styles.row}>
      <span className={styles.pick}>{included !== null && <RowCheckbox checked={included} label={t('find.include', { name: title, address: device.address })} onChange={(include) => { actions.include(device, include); }} />}</span>
      <span className={styles.icon}>{KIND_ICONS[device.kind]}</span>
      <div className={styles.words}>
        <p className={styles.name}>{title}</p>
        <p className={styles.facts}>
          {facts.map((fact) => <span key={fact}>{fact}</span>)}
          {device.channels !== null && <span>{plural('find.channels', device.channels)}</span>}
        </p>
        {reason !== undefined && !open && <p className={styles.reason}>{sentence(words.reasons[reason.reason], reason.params)}</p>}
        {device.advice.map((advice) => <AdviceNote key={JSON.stringify(advice)} advice={advice} />)}
      </div>
      <span className={styles.where}>{device.address}</span>
      <div className={styles.more}>
        <FoldButton open={open} onToggle={() => { setOpen(!open); }} controls={details} label={t('find.details.label', { address: device.address })}>
          {t('find.details')}
        </FoldButton>
        {offers === 'take' && (
          <>
            <Button look="plain" onPress={() => { actions.take(device); }} label={t('find.take.label', { address: device.address })}>
              {t('find.take')}
            </Button>
            <Button look="plain" onPress={() => { actions.whyNot(device.address); }} label={t('find.whyNot.label', { address: device.address })}>
              {t('find.whyNot')}
            </Button>
          </>
        )}
        {offers === 'leave' && (
          <Button look="plain" onPress={() => { actions.leave(device); }} label={t('find.leave.label', { address: device.address })}>
            {t('find.leave')}
          </Button>
        )}
      </div>
      {open && (
        <div id={details} className={styles.details}>
          <DeviceDetails device={device} />
        </div>
      )}
    </li>
  );
});
