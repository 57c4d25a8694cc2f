import { useI18n } from '../i18n/use-i18n';
import { CameraIcon, CloudIcon, SmallComputerIcon, TunnelIcon } from '../ui/icons';
import styles from './PathDiagram.module.css';

export type PathState = 'idle' | 'working' | 'good' | 'bad';

/** The way of a picture, from the cameras to its recording; each place shows how far it is. null: it does not go there. Said in words elsewhere on the page. */
export function PathDiagram({ cameras, box, tunnel, cloud }: { cameras: PathState; box: PathState; tunnel: PathState | null; cloud: PathState | null }) {
  const { t } = useI18n();
  const places = [
    { state: cameras, icon: <CameraIcon />, name: t('path.cameras') },
    { state: box, icon: <SmallComputerIcon />, name: t('path.box') },
    { state: tunnel, icon: <TunnelIcon />, name: t('path.tunnel') },
    { state: cloud, icon: <CloudIcon />, name: t('path.cloud') },
  ];
  return (
    <ol className={styles.path} aria-hidden="true">
      {places.map((place) => place.state !== null && (
        <li key={place.name} className={`${styles.place ?? ''} ${styles[place.state] ?? ''}`}>
          <span className={styles.node}>{place.icon}</span>
          <span className={styles.name}>{place.name}</span>
        </li>
      ))}
    </ol>
  );
}
