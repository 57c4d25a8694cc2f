import type { CameraReading } from '../../../electron/domain/camera';
import { useI18n } from '../../i18n/use-i18n';
import styles from './CameraChannels.module.css';
import { codecName, sizeText } from './stream-words';

/** The cameras behind one recorder, or the sensors of one camera. */
export function CameraChannels({ reading }: { reading: CameraReading }) {
  const { plural } = useI18n();
  return (
    <div>
      <p className={styles.title}>{plural('camera.channels', reading.channels.length)}</p>
      <ol className={styles.channels}>
        {reading.channels.map((channel) => {
          const main = reading.profiles.find((profile) => profile.token === channel.main);
          return (
            <li key={channel.source}>
              {channel.name === '' ? channel.source : channel.name} <span className={styles.detail}>{main === undefined ? '' : [codecName(main.codec), sizeText(main)].filter((part) => part !== null).join(' · ')}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
