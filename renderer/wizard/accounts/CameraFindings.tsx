import { FINDING_SEVERITY, SEVERITIES, type CameraReading, type Severity } from '../../../electron/domain/camera';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import type { MessageKey } from '../../i18n/messages';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import styles from './CameraFindings.module.css';

const LOOKS = { info: ['info', 'severity.info'], warn: ['warn', 'severity.warn'], bad: ['bad', 'severity.bad'] } as const satisfies Record<Severity, readonly [Status, MessageKey]>;

/** What was noticed about a camera, the gravest first, each with what to do. */
export function CameraFindings({ findings }: { findings: CameraReading['findings'] }) {
  const { t, words } = useI18n();
  const sorted = [...findings].sort((a, b) => SEVERITIES.indexOf(FINDING_SEVERITY[b.finding]) - SEVERITIES.indexOf(FINDING_SEVERITY[a.finding]));
  return (
    <ul className={styles.findings}>
      {sorted.map((finding) => {
        const [status, label] = LOOKS[FINDING_SEVERITY[finding.finding]];
        const { what, todo } = words.findings[finding.finding];
        return (
          <li key={JSON.stringify(finding)}>
            <StatusIcon status={status} label={t(label)} />
            <span>
              {sentence(what, finding.params)} <span className={styles.todo}>{sentence(todo, finding.params)}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
