import type { Door, WhyNot } from '../../../electron/domain/why-not';
import { verdictOf } from '../../../electron/domain/why-not';
import { conclusionText, doorRows, guessText, settingText } from '../../../electron/domain/words/why-not-text';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Quiet } from '../../ui/Card';
import { Details } from '../../ui/Disclosure';
import { Notice, type Tone } from '../../ui/Notice';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import styles from './WhyNotAnswer.module.css';

const TONES: Readonly<Record<ReturnType<typeof verdictOf>, Tone>> = { fine: 'good', partly: 'warn', no: 'warn' };
/** A closed port is no fault: most are closed on every camera. */
const STATUS: Readonly<Record<Door['outcome'], Status>> = { answered: 'good', refused: 'waiting', silent: 'waiting', wrong: 'warn' };

/** What follows, then the brand and its own settings, then every single thing that was asked. */
export function WhyNotAnswer({ answer }: { answer: WhyNot }) {
  const { t, words } = useI18n();
  const { headings } = words.whyNot;
  const guess = answer.brand === null ? null : guessText(answer.brand, words);
  return (
    <>
      {answer.conclusions.map((conclusion, index) => {
        const { what, todo } = conclusionText(conclusion, words);
        return (
          <Notice key={conclusion.conclusion} tone={index === 0 ? TONES[verdictOf(answer)] : 'info'} title={what}>
            {todo}
          </Notice>
        );
      })}
      {guess !== null && (
        <section className={styles.part}>
          <h3 className={styles.heading}>{guess.what}</h3>
          <p>{guess.why}</p>
          <p>{guess.note}</p>
        </section>
      )}
      {answer.settings.length > 0 && (
        <section className={styles.part}>
          <h3 className={styles.heading}>{headings.settings}</h3>
          <ul className={styles.settings}>
            {answer.settings.map((setting) => {
              const { what, where, path } = settingText(setting, words);
              return (
                <li key={`${setting.opens} ${setting.variant} ${path}`}>
                  <p>{`${what}. ${where}${path === '' ? '.' : ':'}`}</p>
                  {path !== '' && (
                    <p className={styles.path} translate="no">
                      {path}
                    </p>
                  )}
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {answer.doors.length > 0 && (
        <Details summary={headings.asked}>
          {answer.mac !== null && <Quiet>{`${sentence(headings.networkCard, { mac: answer.mac })}${answer.vendor === null ? '' : ` (${answer.vendor})`}`}</Quiet>}
          <ul className={styles.doors}>
            {doorRows(answer.doors, words).map(({ outcome, what, how, fact }) => (
              <li key={`${what} ${how}`} className={styles.door}>
                <StatusIcon status={STATUS[outcome]} label={null} />
                <span className={styles.asked}>{what}</span>
                <span className={styles.how}>{how}</span>
                {fact !== null && <span className={styles.fact}>{fact}</span>}
              </li>
            ))}
          </ul>
        </Details>
      )}
      <Quiet>{t('whyNot.safe')}</Quiet>
    </>
  );
}
