import type { CameraReader, CameraRequest, Conduct, Log, Pictures } from '../engine/ports';
import type { CameraReading } from '../domain/camera';
import { cancelled } from '../domain/errors';
import { CameraVisit } from './camera-visit';
import type { CameraDeadlines } from './deadlines';
import type { LoginLedger } from './login-ledger';
import { rankStreams } from './rank-streams';

/**
 * Reads cameras: who they are (ONVIF), how to log in, which streams they have, and what those streams really are when received.
 * Any number of cameras at once, but each camera by one visit at a time, whoever asks.
 */
export function createCameraReader(deps: { pictures: Pictures; log: Log; now: () => number; ledger: LoginLedger; /** Absent: what cameras need. */ deadlines?: CameraDeadlines }): CameraReader {
  const visits = new Map<string, Promise<unknown>>();
  return {
    rank: rankStreams,
    async read(request: CameraRequest, conduct: Conduct): Promise<CameraReading> {
      const { address } = request.device;
      const before = visits.get(address) ?? Promise.resolve();
      const visit = before.then(() => {
        if (conduct.signal.aborted) throw cancelled();
        return new CameraVisit(deps, request, conduct).run();
      });
      const settled = visit.catch(() => undefined);
      visits.set(address, settled);
      let stopWaiting = (): void => undefined;
      const cancel = new Promise<never>((_resolve, reject) => {
        stopWaiting = () => reject(cancelled());
        conduct.signal.addEventListener('abort', stopWaiting, { once: true });
      });
      try {
        // While another visit is under way, a cancel must not wait for it; our own visit ends by itself.
        await Promise.race([before, cancel]);
        return await visit;
      } finally {
        conduct.signal.removeEventListener('abort', stopWaiting);
        void settled.then(() => {
          if (visits.get(address) === settled) visits.delete(address);
        });
      }
    },
  };
}
