import type { BoxFacts, BoxReport, CheckResult, Repair } from '../../../electron/domain/box';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import styles from './BoxReportView.module.css';
import { reportGroups } from './report-groups';

const STATUS: Readonly<Record<CheckResult['outcome'], Status>> = { ok: 'good', warns: 'warn', blocks: 'bad', unknown: 'unknown' };

/** What the small computer is, and whether it can do the work. What is left to do is open, the rest is folded. */
export function BoxReportView({ report, onRepair }: { report: BoxReport; onRepair: (repair: Repair) => void }) {
  const { t, plural } = useI18n();
  const { needsYou, goodToKnow, fine } = reportGroups(report.checks);
  const blocks = needsYou.some((check) => check.outcome === 'blocks');
  return (
    <Card title={blocks ? t('boxReport.blocked') : needsYou.length > 0 ? t('boxReport.usable') : t('boxReport.ready')}>
      <Facts facts={report.facts} />
      {needsYou.length > 0 && (
        <div>
          <h3 className={styles.heading}>{t('boxReport.needsYou')}</h3>
          <Rows label={t('boxReport.needsYou')}>
            {needsYou.map((check) => (
              <CheckRow key={check.check} check={check} onRepair={onRepair} />
            ))}
          </Rows>
        </div>
      )}
      {goodToKnow.length > 0 && (
        <Disclosure title={plural('boxReport.know', goodToKnow.length)}>
          <Rows>
            {goodToKnow.map((check) => (
              <CheckRow key={check.check} check={check} />
            ))}
          </Rows>
        </Disclosure>
      )}
      {fine.length > 0 && (
        <Disclosure title={plural('boxReport.fine', fine.length)}>
          <ul className={styles.fine}>
            {fine.map((check) => (
              <CheckRow key={check.check} check={check} />
            ))}
          </ul>
        </Disclosure>
      )}
    </Card>
  );
}

function Facts({ facts }: { facts: BoxFacts }) {
  const { t, number } = useI18n();
  const rows = [
    [t('boxReport.name'), facts.hostname],
    [t('boxReport.system'), facts.system],
    [t('boxReport.processor'), facts.architecture],
    [t('boxReport.memory'), t('boxReport.megabytes', { megabytes: number(facts.memoryKiB / 1024) })],
    [t('boxReport.client'), facts.client.version ?? t('boxReport.client.none')],
  ] as const;
  return (
    <dl className={styles.facts}>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CheckRow({ check, onRepair }: { check: CheckResult; onRepair?: (repair: Repair) => void }) {
  const { t, words } = useI18n();
  const { fix } = check;
  const own = words.checks[check.check];
  const text = { ok: own.ok, warns: own.problem, blocks: own.problem, unknown: t('boxReport.unknown') }[check.outcome];
  const label = { ok: t('status.ready'), warns: t('status.warn'), blocks: t('status.blocks'), unknown: t('status.unknown') }[check.outcome];
  return (
    <li className={styles.check}>
      <StatusIcon status={STATUS[check.outcome]} label={label} />
      <div>
        <p>
          <span className={styles.title}>{own.title}</span> <span className={check.outcome === 'ok' ? styles.quiet : ''}>{sentence(text, check.params)}</span>
        </p>
        {(check.outcome === 'warns' || check.outcome === 'blocks') && (
          <p className={styles.todo}>
            <strong>{t('error.todo')}</strong> {sentence(own.todo, check.params)}
          </p>
        )}
        {check.detail !== null && check.outcome !== 'ok' && <p className={styles.detail}>{check.detail}</p>}
        {fix !== 'none' && onRepair !== undefined && (
          <div className={styles.repair}>
            <Button onPress={() => { onRepair(fix); }}>{words.repairs[fix]}</Button>
            <span className={styles.quiet}>{t('boxReport.repair.undo')}</span>
          </div>
        )}
      </div>
    </li>
  );
}
