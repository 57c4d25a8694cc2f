import { useEffect, useState } from 'react';
import type { PictureRef } from '../../electron/domain/camera';
import { useApp } from '../state/app-context';
import { PictureIcon } from './icons';
import styles from './Picture.module.css';

/** A picture of the site's folder; `alt` names the camera and the place. */
export function Picture({ picture, alt, empty, size = 'small' }: { picture: PictureRef | null; alt: string; empty: string; size?: 'small' | 'large' }) {
  const url = usePictureUrl(picture);
  return (
    <div className={`${styles.frame ?? ''} ${styles[size] ?? ''}`}>
      {url === null ? (
        <span className={styles.empty}>
          <PictureIcon />
          <span className={size === 'small' ? 'visually-hidden' : ''}>{empty}</span>
        </span>
      ) : (
        <img className={styles.image} src={url} alt={alt} draggable={false} />
      )}
    </div>
  );
}

function usePictureUrl(picture: PictureRef | null): string | null {
  const { client } = useApp();
  const [shown, setShown] = useState<{ sha256: string; url: string } | null>(null);
  useEffect(() => {
    if (picture === null) return;
    let url: string | null = null;
    let gone = false;
    client.ask('picture', picture).then(
      (bytes) => {
        if (gone || bytes === null) return;
        url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
        setShown({ sha256: picture.sha256, url });
      },
      // A picture that cannot be had is an empty frame; the camera's own row tells what is wrong with it.
      () => undefined,
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
      setShown(null);
    };
    // The reference is a new object with every snapshot; the picture is the same as long as its name is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, picture?.sha256]);
  return picture !== null && shown?.sha256 === picture.sha256 ? shown.url : null;
}
