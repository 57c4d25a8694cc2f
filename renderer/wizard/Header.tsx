import type { Language } from '../../electron/domain/words/words';
import { useI18n } from '../i18n/use-i18n';
import { useApp, useSiteStore } from '../state/app-context';
import { useAsk } from '../state/use-ask';
import { Button } from '../ui/Button';
import { Segments } from '../ui/Choice';
import styles from './Header.module.css';
import { Logo } from './Logo';

export function Header() {
  const { t, language } = useI18n();
  const { actions } = useApp();
  const site = useSiteStore((state) => state.projection?.site ?? null);
  const running = useSiteStore((state) => state.projection?.running ?? null);
  const { ask } = useAsk();
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <Logo />
        <span className={styles.product}>Kerberos Tunnel</span>
        {site !== null && <span className={styles.site}>{site.name}</span>}
      </div>
      <div className={styles.tools}>
        {site !== null && (
          <Button look="plain" disabled={running !== null} onPress={() => void ask(() => actions.close())}>
            {t('header.sites')}
          </Button>
        )}
        <Segments<Language>
          label={t('header.language')}
          labelHidden
          value={language}
          onChange={(next) => void ask(() => actions.speak(next))}
          options={[
            { value: 'en', text: 'English' },
            { value: 'nl', text: 'Nederlands' },
          ]}
        />
      </div>
    </header>
  );
}
