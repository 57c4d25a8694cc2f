import { bySeverity, FINDING_SEVERITY, type CameraReading, type Severity } from '../../../electron/domain/camera';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import styles from './CameraFindings.module.css';

const LOOKS: Readonly<Record<Severity, Status>> = { info: 'info', warn: 'warn', bad: 'bad' };

/** What was noticed about a camera, the gravest first, each with what to do. */
export function CameraFindings({ findings }: { findings: CameraReading['findings'] }) {
  const { words } = useI18n();
  return (
    <ul className={styles.findings}>
      {bySeverity(findings).map((finding) => {
        const severity = FINDING_SEVERITY[finding.finding];
        const { what, todo } = words.findings[finding.finding];
        return (
          <li key={JSON.stringify(finding)}>
            <StatusIcon status={LOOKS[severity]} label={words.severities[severity]} />
            <span>
              {sentence(what, finding.params)} <span className={styles.todo}>{sentence(todo, finding.params)}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
