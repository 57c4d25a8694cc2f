import { TunnelError } from '../domain/errors';

/** `camera-unreachable`, with what a login ledger must know: did the connection stand, so that the camera may have seen the login? */
export class UnreachableError extends TunnelError {
  readonly sent: boolean;
  constructor(address: string, port: number, sent: boolean, detail: string) {
    super('camera-unreachable', { address, port }, { detail });
    this.sent = sent;
  }
}
