import type { CameraReading, StreamMeasure } from '../../../electron/domain/camera';
import type { MessageKey } from '../../i18n/messages';
import { useI18n, type I18n } from '../../i18n/use-i18n';
import styles from './CameraFacts.module.css';
import { keyFrameText } from './stream-words';

const LOGIN_WORDS = {
  'http-digest': 'camera.login.http-digest',
  'ws-usernametoken': 'camera.login.ws-usernametoken',
  'rtsp-only': 'camera.login.rtsp-only',
  none: 'camera.login.none',
  unknown: 'camera.login.unknown',
} as const satisfies Record<CameraReading['login'], MessageKey>;
const TLS_WORDS = { none: 'camera.tls.none', trusted: 'camera.tls.trusted', 'self-signed': 'camera.tls.self-signed' } as const satisfies Record<CameraReading['tls'], MessageKey>;

/** What the camera says about itself, and what was measured, for whoever wants to know. */
export function CameraFacts({ reading }: { reading: CameraReading }) {
  const i18n = useI18n();
  return (
    <dl className={styles.facts}>
      {facts(reading, i18n).map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function facts(reading: CameraReading, i18n: I18n): [title: string, value: string][] {
  const { t, number } = i18n;
  const { network, clockSkewSeconds } = reading;
  const rows: readonly (readonly [string, string | null])[] = [
    [t('camera.fact.firmware'), reading.firmware],
    [t('camera.fact.serial'), reading.serial],
    [t('camera.fact.mac'), reading.mac],
    [t('camera.fact.clock'), clockSkewSeconds === null ? null : t('camera.fact.clock.off', { seconds: number(clockSkewSeconds, 0) })],
    [t('camera.fact.address'), network?.dhcp == null ? null : network.dhcp ? t('camera.fact.address.dhcp') : t('camera.fact.address.fixed')],
    [t('camera.fact.gateway'), network?.gateway ?? null],
    [t('camera.fact.login'), t(LOGIN_WORDS[reading.login])],
    [t('camera.fact.tls'), t(TLS_WORDS[reading.tls])],
    [t('camera.main'), reading.main === null ? null : measureText(reading.main, i18n)],
    [t('camera.sub'), reading.sub === null ? null : measureText(reading.sub, i18n)],
  ];
  return rows.flatMap(([title, value]) => (value === null || value === '' ? [] : [[title, value]]));
}

function measureText(measure: StreamMeasure, i18n: I18n): string {
  const { t, number } = i18n;
  return [
    measure.codecProfile,
    keyFrameText(measure, i18n),
    t('camera.fact.first', { milliseconds: number(measure.firstFrameMs, 0) }),
    t('camera.fact.loss', { percent: number(measure.loss * 100, 1) }),
    measure.transport === 'tcp' ? 'TCP' : 'UDP',
    measure.audio === null ? null : t('camera.fact.audio', { codec: measure.audio }),
  ].filter((part) => part !== null).join(' · ');
}
