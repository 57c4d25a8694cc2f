import { useEffect, useState } from 'react';
import type { CameraReading } from '../../../electron/domain/camera';
import { useApp } from '../app-context';

/** Has the camera's key frame made into a picture where there is none. True: that cannot be done here. */
export function useKeyFrame(reading: Pick<CameraReading, 'deviceId' | 'picture' | 'keyFrame'> | null): boolean {
  const { keyFrames } = useApp();
  const [failed, setFailed] = useState<string | null>(null);
  const frame = reading?.picture === null ? reading.keyFrame : null;
  const deviceId = reading?.deviceId;
  useEffect(() => {
    if (frame === null || deviceId === undefined) return;
    let gone = false;
    void keyFrames.make(deviceId, frame).then((made) => {
      if (!made && !gone) setFailed(frame.sha256);
    });
    return () => { gone = true; };
    // A new object with every snapshot, the same frame as long as its name is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [keyFrames, deviceId, frame?.sha256]);
  return frame !== null && failed === frame.sha256;
}
