import type { CameraReading, StreamMeasure, StreamProfile, VideoCodec } from '../../../electron/domain/camera';
import type { I18n } from '../../i18n/use-i18n';

const CODEC_NAMES: Readonly<Record<VideoCodec, string>> = { H264: 'H.264', H265: 'H.265', MJPEG: 'MJPEG', MPEG4: 'MPEG-4', unknown: '?' };

export function codecName(codec: VideoCodec): string {
  return CODEC_NAMES[codec];
}

export function sizeText({ width, height }: { readonly width: number | null; readonly height: number | null }): string | null {
  return width === null || height === null ? null : `${String(width)} × ${String(height)}`;
}

/** A stream to choose from: what the camera says of it, and what was measured where it was received. */
export function profileText(profile: StreamProfile, reading: CameraReading, i18n: Pick<I18n, 't' | 'number'>): string {
  const measured = [reading.main, reading.sub].find((measure) => measure?.uri === profile.uri) ?? null;
  return [codecName(profile.codec), sizeText(profile), ...(measured === null ? [] : [i18n.t('camera.measure', { fps: i18n.number(measured.fps, 0), kbps: i18n.number(measured.kbps) }), keyFrameText(measured, i18n)])]
    .filter((part) => part !== null)
    .join(' · ');
}

export function keyFrameText({ gop, gopSeconds }: Pick<StreamMeasure, 'gop' | 'gopSeconds'>, { t, number }: Pick<I18n, 't' | 'number'>): string | null {
  if (gopSeconds !== null) return t('camera.gop.seconds', { seconds: number(gopSeconds, 1) });
  return gop === null ? null : t('camera.gop.frames', { frames: number(gop) });
}
