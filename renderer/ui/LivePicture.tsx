import { useEffect, useRef } from 'react';
import { useApp } from '../state/app-context';
import styles from './LivePicture.module.css';

/** What the live player shows now, in the size of its frame. `label` names the camera, `waiting` is said until the first picture. */
export function LivePicture({ label, waiting }: { label: string; waiting: string | null }) {
  const { live } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (target === null || context == null) return;
    return live.attach({
      show: (frame) => {
        if (target.width !== frame.displayWidth || target.height !== frame.displayHeight) {
          target.width = frame.displayWidth;
          target.height = frame.displayHeight;
        }
        context.drawImage(frame, 0, 0);
      },
    });
  }, [live]);
  return (
    <div className={styles.frame} aria-busy={waiting !== null}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={label} />
      {waiting !== null && <span className={styles.waiting} role="status">{waiting}</span>}
    </div>
  );
}
