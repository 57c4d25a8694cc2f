import type { SiteAgent } from '../../../electron/domain/site-agents';
import { errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Chip } from '../../ui/Chip';
import styles from './AgentRow.module.css';
import { todoOf, toneOf } from './agent-list';

export type AgentChange = 'rename' | 'replace' | 'password' | 'remove';

/** One agent: whose it is, how it stands, and what can be done with it. `known`: its camera is one of the site's. */
export function AgentRow({ agent, known, disabled, onChange }: { agent: SiteAgent; known: boolean; disabled: boolean; onChange: (change: AgentChange) => void }) {
  const { t, words } = useI18n();
  const { kinds, statuses, standings, todos } = words.siteAgents;
  const name = agent.camera ?? agent.name;
  const todo = todoOf(agent);
  const own = agent.standing === 'wanted' || agent.standing === 'obsolete';
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>
          <span>{name}</span>
          <Chip tone={toneOf(agent)}>{statuses[agent.status]}</Chip>
        </p>
        <p className={styles.facts}>
          {[agent.name, kinds[agent.kind], agent.address].filter((part) => part !== null && part !== '').join(' · ')}
        </p>
        {agent.standing !== 'wanted' && <p className={styles.standing}>{t('agents.standing', { standing: standings[agent.standing] })}</p>}
        {todo !== null && <p className={styles.facts}>{todos[todo]}</p>}
        {agent.trouble !== null && <Trouble error={agent.trouble} />}
      </div>
      <div className={styles.actions}>
        {known && (
          <>
            <Button look="plain" onPress={() => { onChange('rename'); }} disabled={disabled} label={t('agents.rename.label', { name })}>{t('agents.rename')}</Button>
            <Button look="plain" onPress={() => { onChange('password'); }} disabled={disabled} label={t('agents.password.label', { name })}>{t('agents.password')}</Button>
          </>
        )}
        {own && <Button look="plain" onPress={() => { onChange('replace'); }} disabled={disabled} label={t('agents.replace.label', { name })}>{t('agents.replace')}</Button>}
        <Button look="plain" onPress={() => { onChange('remove'); }} disabled={disabled} label={t('agents.remove.label', { name })}>{t('agents.remove')}</Button>
      </div>
    </li>
  );
}

function Trouble({ error }: { error: NonNullable<SiteAgent['trouble']> }) {
  const { words } = useI18n();
  const { what, why, todo } = errorWords(error, words);
  return <p className={styles.trouble}>{`${what} ${why} ${todo}`}</p>;
}
