import type { StreamProfile } from '../../domain/camera';
import { TunnelError } from '../../domain/errors';
import type { Log } from '../../engine/ports';
import { pause } from '../deadline';
import type { CameraDeadlines } from '../deadlines';
import { holdsCredentials } from '../hidden-credentials';
import type { LoginLedger, LoginSubject } from '../login-ledger';
import type { LoginSource } from '../shared-logins';
import { h264Size, h265Size } from './picture-size';
import { vendorFromRealm } from './realm-vendor';
import { RtspSession } from './rtsp-session';
import type { SessionDescription } from './sdp';
import { MAX_PATHS, pathsFor, type VendorPaths } from './vendor-paths';

export interface FindStreamsOptions {
  readonly port: number;
  readonly subject: LoginSubject;
  readonly logins: LoginSource;
  readonly allowBasic?: boolean;
  readonly ledger: LoginLedger;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly deadlines?: CameraDeadlines;
  /** Maker, realm, server: whatever was learned without a login. */
  readonly hints: readonly string[];
}

/** Milliseconds between two paths: a camera is no web server. */
const PACE = 250;

/**
 * The streams of a camera that speaks no ONVIF: its maker's paths are asked for on one connection, with the login once it is
 * proven (a wrong path then costs nothing), or without where the server says "not found" before it asks who is there.
 * @throws TunnelError `stream-not-found` when none of the paths exists; those of `RtspSession`.
 */
export async function findStreams(options: FindStreamsOptions): Promise<StreamProfile[]> {
  const { port, subject, signal } = options;
  const origin = `rtsp://${subject.address}${port === 554 ? '' : `:${port}`}`;
  const session = new RtspSession({ ...options, uri: `${origin}/` });
  try {
    const tried = new Set<string>();
    let hints = options.hints;
    const next = (): VendorPaths | undefined => pathsFor(hints, (entry) => mayBeAsked(entry, hints, session)).find((entry) => !tried.has(entry.main));
    for (let at = next(); at !== undefined && tried.size < MAX_PATHS; at = next()) {
      if (tried.size > 0) await pause(PACE, signal);
      tried.add(at.main);
      const main = await describe(session, origin + at.main, subject.address);
      if (main === null) {
        // The first refusal shows the realm, and with it often the maker.
        const vendor = session.realm === null ? null : vendorFromRealm(session.realm);
        if (vendor !== null) hints = [vendor, ...options.hints];
        continue;
      }
      await pause(PACE, signal);
      const sub = await describe(session, origin + at.sub, subject.address);
      return [profile('main', origin + at.main, main), ...(sub === null ? [] : [profile('sub', origin + at.sub, sub)])];
    }
    throw new TunnelError('stream-not-found', { address: subject.address, status: '404' });
  } finally {
    await session.close();
  }
}

/** A path that carries the login is a try of it: only with a proven one, or where the maker is known to want it so. */
function mayBeAsked(entry: VendorPaths, hints: readonly string[], session: RtspSession): boolean {
  return !holdsCredentials(entry.main) || session.login !== null || hints.some((hint) => entry.vendor.test(hint));
}

/** Null: there is nothing at that path. */
async function describe(session: RtspSession, uri: string, address: string): Promise<SessionDescription | null> {
  try {
    const description = await session.describe(uri);
    return description.video === null ? null : description;
  } catch (error) {
    if (error instanceof TunnelError && error.params['address'] === address && (error.code === 'stream-not-found' || error.code === 'camera-answer-invalid' || error.code === 'stream-refused')) return null;
    throw error;
  }
}

function profile(name: 'main' | 'sub', uri: string, description: SessionDescription): StreamProfile {
  const video = description.video;
  const size = (video?.parameterSets ?? []).map((unit) => (video?.codec === 'H265' ? h265Size(unit) : h264Size(unit))).find((found) => found !== null) ?? video?.claimedSize ?? null;
  return { token: `rtsp-${name}`, name, codec: video?.codec ?? 'unknown', width: size?.width ?? null, height: size?.height ?? null, uri, snapshotUri: null, source: null };
}
