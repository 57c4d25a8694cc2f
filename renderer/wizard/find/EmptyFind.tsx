import { useI18n } from '../../i18n/use-i18n';
import { CameraIcon, LockIcon, RouterIcon } from '../../ui/icons';
import styles from './EmptyFind.module.css';

/** What will happen, before anything did. */
export function EmptyFind() {
  const { t } = useI18n();
  const points = [
    { icon: <RouterIcon />, title: t('find.empty.network'), text: t('find.empty.network.text') },
    { icon: <CameraIcon />, title: t('find.empty.cameras'), text: t('find.empty.cameras.text') },
    { icon: <LockIcon />, title: t('find.empty.safe'), text: t('find.empty.safe.text') },
  ];
  return (
    <ul className={styles.points}>
      {points.map((point) => (
        <li key={point.title} className={styles.point}>
          <span className={styles.icon}>{point.icon}</span>
          <div>
            <p className={styles.title}>{point.title}</p>
            <p className={styles.text}>{point.text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
