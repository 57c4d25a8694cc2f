import type { Output } from '../../../electron/contract/contract';
import { errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Details } from '../../ui/Disclosure';
import { Notice } from '../../ui/Notice';
import styles from './AgentsFound.module.css';

/** What a look at the place of the agents found: how it is spoken to, who is there, and what it gives all of them. */
export function AgentsFound({ found }: { found: Output<'agents.probe'> }) {
  const { t, plural, words } = useI18n();
  return (
    <>
      <Notice tone="good">
        {t('factory.ok', { agents: plural('factory.agents', found.count), variant: found.variant })}
        {found.given.length > 0 && (
          <Details summary={plural('agents.given', found.given.length)}>
            <dl className={styles.given}>
              {found.given.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Details>
        )}
      </Notice>
      {found.troubles.length > 0 && (
        <Notice tone="warn" title={plural('agents.troubles', found.troubles.length)}>
          <ul className={styles.troubles}>
            {found.troubles.map(({ name, error }) => {
              const { what, why } = errorWords(error, words);
              return (
                <li key={name}>
                  {what} {why}
                </li>
              );
            })}
          </ul>
        </Notice>
      )}
    </>
  );
}
