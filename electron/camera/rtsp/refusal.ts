import { TunnelError } from '../../domain/errors';
import { deviceText } from '../device-text';
import { lockIn, type Lock } from '../lock-state';
import type { RtspResponse } from './rtsp-connection';

/** What a status stands for; null: it is a yes. */
export function refusalOf(response: RtspResponse, address: string): TunnelError | null {
  if (response.status >= 200 && response.status < 300) return null;
  const params = { address, status: deviceText(`${response.status} ${response.reason}`, 80) ?? String(response.status) };
  switch (response.status) {
    case 401:
      return new TunnelError('camera-login-refused', { address });
    case 403:
    case 405:
    case 406:
    case 461:
      return new TunnelError('stream-refused', params);
    // 453: no bandwidth or sessions left (RFC 2326 11.3.9); 503: busy.
    case 453:
    case 503:
      return new TunnelError('stream-busy', params);
    case 400:
    case 404:
    case 410:
    case 451:
    case 454:
      return new TunnelError('stream-not-found', params);
    default:
      return new TunnelError('camera-answer-invalid', { address, reason: params.status });
  }
}

/** Some say it in the status line, some in a body. */
export function lockOf(response: RtspResponse): Lock | null {
  return response.status === 401 || response.status === 403 ? lockIn(Buffer.concat([Buffer.from(`${response.reason}\n`), response.body]), Date.now()) : null;
}
