import { ARCHITECTURES, USUAL_ARCHITECTURES, type ClientArchitecture } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { Checkbox } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import styles from './ClientKinds.module.css';

/** Which kinds of small computer may be met: the usual ones in sight, the rest folded. `there`: those need no fetching. */
export function ClientKinds({ chosen, there, onChange, disabled }: { chosen: ReadonlySet<ClientArchitecture>; there: ReadonlySet<ClientArchitecture>; onChange: (chosen: ReadonlySet<ClientArchitecture>) => void; disabled: boolean }) {
  const { t, words } = useI18n();
  const rare = ARCHITECTURES.filter((architecture) => !USUAL_ARCHITECTURES.includes(architecture));
  const box = (architecture: ClientArchitecture) => (
    <Checkbox
      key={architecture}
      checked={chosen.has(architecture)}
      disabled={disabled}
      onChange={(checked) => { onChange(new Set(ARCHITECTURES.filter((one) => (one === architecture ? checked : chosen.has(one))))); }}
    >
      <span>
        {words.clients.kinds[architecture]} <span className={styles.precise}>{there.has(architecture) ? `${architecture}, ${t('clients.there')}` : architecture}</span>
      </span>
    </Checkbox>
  );
  return (
    <div className={styles.kinds} role="group" aria-label={t('clients.kinds')}>
      <p className={styles.label}>{t('clients.kinds')}</p>
      {USUAL_ARCHITECTURES.map(box)}
      <Disclosure title={t('clients.kinds.rare')} aside={rare.some((one) => chosen.has(one)) ? rare.filter((one) => chosen.has(one)).length : undefined}>
        <div className={styles.kinds}>{rare.map(box)}</div>
      </Disclosure>
    </div>
  );
}
