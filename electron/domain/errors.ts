import { z } from 'zod';
import { Params } from './json';
import { plainText } from './plain-text';

/**
 * Every failure that a person may have to act on. The words are in `words/<language>/errors.ts`; the compiler refuses a
 * language that lacks one. `retry` tells the button: `again` the same call may simply work now, `after-fix` somebody has to
 * change something first, `never` it is pointless.
 */
export const ERRORS = {
  // anything
  bug: 'never',
  cancelled: 'again',
  deadline: 'again',
  'input-invalid': 'after-fix',
  'site-file-invalid': 'after-fix',
  'site-busy': 'again',
  'stage-missing': 'after-fix',
  'storage-failed': 'after-fix',
  'secret-missing': 'after-fix',
  'undo-incomplete': 'again',
  'undo-left': 'again',
  'practice-unavailable': 'again',
  // talking to cameras
  'camera-unreachable': 'after-fix',
  'camera-not-onvif': 'after-fix',
  'camera-login-refused': 'after-fix',
  'camera-login-spent': 'after-fix',
  'camera-login-held': 'after-fix',
  'camera-locked': 'again',
  'camera-not-activated': 'after-fix',
  'camera-basic-only': 'after-fix',
  'camera-password-refused': 'after-fix',
  'camera-no-users': 'after-fix',
  'camera-answer-invalid': 'again',
  'camera-answer-endless': 'again',
  'camera-too-slow': 'again',
  'camera-hung-up': 'again',
  'camera-redirects': 'after-fix',
  'camera-no-profiles': 'after-fix',
  'stream-refused': 'after-fix',
  'stream-not-found': 'after-fix',
  'stream-silent': 'again',
  'stream-codec-unusable': 'after-fix',
  'stream-busy': 'again',
  // finding
  'range-too-large': 'after-fix',
  'range-invalid': 'after-fix',
  'range-list-too-long': 'after-fix',
  'range-asks-first': 'after-fix',
  'no-network': 'after-fix',
  // the spare box
  'box-unreachable': 'after-fix',
  'box-connection-lost': 'again',
  'box-login-refused': 'after-fix',
  'box-host-key-changed': 'after-fix',
  'box-host-key-unknown': 'after-fix',
  'box-no-common-algorithm': 'after-fix',
  'box-only-legacy': 'after-fix',
  'box-key-unusable': 'after-fix',
  'box-agent-absent': 'after-fix',
  'box-agent-empty': 'after-fix',
  'box-agent-refused': 'after-fix',
  'box-no-root': 'after-fix',
  'box-sudo-wants-terminal': 'after-fix',
  'box-doas-wants-password': 'after-fix',
  'box-sudo-password-wrong': 'after-fix',
  'box-command-failed': 'after-fix',
  'box-unsupported': 'after-fix',
  'box-disk-full': 'after-fix',
  'box-no-tun': 'after-fix',
  'box-check-blocks': 'after-fix',
  'box-clock-not-set': 'after-fix',
  'repair-not-offered': 'after-fix',
  'box-repair-without-effect': 'after-fix',
  'box-busy': 'again',
  'box-known-elsewhere': 'after-fix',
  'box-record-missing': 'after-fix',
  'box-record-invalid': 'after-fix',
  'client-missing': 'after-fix',
  'client-checksum': 'after-fix',
  'client-download-failed': 'again',
  'client-version-unknown': 'after-fix',
  'client-addresses-differ': 'again',
  'client-wrong-processor': 'after-fix',
  'client-unconfirmed': 'after-fix',
  'client-manifest-invalid': 'after-fix',
  'laptop-disk-full': 'after-fix',
  'client-way-impossible': 'after-fix',
  'client-version-mismatch': 'after-fix',
  'client-not-running': 'again',
  'client-not-enabled': 'again',
  'box-forwarding-off': 'again',
  'box-forward-dropped': 'after-fix',
  'box-nat-missing': 'again',
  // overlay
  'overlay-unreachable': 'again',
  'overlay-login-refused': 'after-fix',
  'overlay-code-wanted': 'after-fix',
  'overlay-code-wrong': 'after-fix',
  'overlay-sso': 'after-fix',
  'overlay-refused': 'after-fix',
  'overlay-answer-invalid': 'again',
  'overlay-network-missing': 'after-fix',
  'overlay-too-old': 'after-fix',
  'overlay-node-missing': 'again',
  'overlay-approval-wanted': 'again',
  'overlay-join-failed': 'again',
  'overlay-range-collides': 'after-fix',
  'overlay-gateway-missing': 'after-fix',
  'router-config-unusable': 'after-fix',
  'router-beside-box': 'after-fix',
  'overlay-egress-missing': 'again',
  'overlay-no-handshake': 'again',
  'overlay-policy-blocks': 'after-fix',
  'wireguard-tools-missing': 'after-fix',
  'wireguard-hub-unusable': 'after-fix',
  'wireguard-hub-waits': 'again',
  'wireguard-way-closed': 'again',
  'overlay-policy-by-user': 'after-fix',
  // agents
  'agents-unreachable': 'again',
  'agents-login-refused': 'after-fix',
  'agents-refused': 'after-fix',
  'agents-api-unknown': 'after-fix',
  'agents-not-available': 'again',
  'agents-name-taken': 'after-fix',
  'agents-camera-offline': 'again',
  'agents-no-frame': 'again',
  'agents-forbidden': 'after-fix',
  'agents-namespace-missing': 'after-fix',
  'agents-image-missing': 'after-fix',
  'agents-pending': 'after-fix',
  'agents-out-of-memory': 'after-fix',
  'agents-restarting': 'after-fix',
  'agents-stream-busy': 'after-fix',
  'agents-stream-login': 'after-fix',
  'agents-stream-missing': 'after-fix',
  'agents-no-route': 'after-fix',
  'agents-port-closed': 'after-fix',
  'agents-name-unresolved': 'after-fix',
  'agents-storage-refused': 'after-fix',
  'kubeconfig-invalid': 'after-fix',
  'docker-missing': 'after-fix',
  'docker-refused': 'after-fix',
  'storage-unreachable': 'again',
  'storage-keys-refused': 'after-fix',
  'storage-answer-invalid': 'after-fix',
  'storage-upload-refused': 'after-fix',
  'storage-not-checked': 'after-fix',
} as const satisfies Record<string, Retry>;

export type Retry = 'again' | 'after-fix' | 'never';
export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** `expected`: the world said no. `bug`: ours. `cancelled`: the person said no. */
export type ErrorKind = 'expected' | 'bug' | 'cancelled';

/** An error as it crosses a process, is written to the journal and read back next week. */
export interface ErrorData {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly params: Params;
  /** What the other side said, for the expert: one line, no secrets, at most 500 characters. */
  readonly detail?: string | undefined;
  readonly retry: Retry;
  readonly cause?: ErrorData | undefined;
}
export const ErrorData: z.ZodType<ErrorData> = z.lazy(() =>
  z.object({
    kind: z.enum(['expected', 'bug', 'cancelled']),
    code: ErrorCode,
    params: Params,
    detail: z.string().optional(),
    retry: z.enum(['again', 'after-fix', 'never']),
    cause: ErrorData.optional(),
  }),
);

/** The one error class of the product. Drivers translate whatever happened into a code here; nobody matches strings above. */
export class TunnelError extends Error {
  readonly code: ErrorCode;
  readonly params: Params;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, params: Params = {}, options: { detail?: string; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'TunnelError';
    this.code = code;
    this.params = params;
    this.detail = options.detail;
  }
}

export const cancelled = (): TunnelError => new TunnelError('cancelled');

/** Whatever was thrown, as data. `redact` is applied to every free text, because a driver's library may quote anything. */
export function errorData(thrown: unknown, redact: (text: string) => string = (text) => text, depth = 0): ErrorData {
  if (thrown instanceof TunnelError) {
    const cause = thrown.cause === undefined || depth > 3 ? undefined : errorData(thrown.cause, redact, depth + 1);
    return {
      kind: thrown.code === 'cancelled' ? 'cancelled' : thrown.code === 'bug' ? 'bug' : 'expected',
      code: thrown.code,
      params: Object.fromEntries(Object.entries(thrown.params).map(([key, value]) => [key, typeof value === 'string' ? plainText(redact(value), 1_000) : value])),
      ...(thrown.detail === undefined ? {} : { detail: oneLine(redact(thrown.detail)) }),
      retry: ERRORS[thrown.code],
      ...(cause === undefined ? {} : { cause }),
    };
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return { kind: 'cancelled', code: 'cancelled', params: {}, retry: 'again' };
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { kind: 'bug', code: 'bug', params: {}, detail: oneLine(redact(text)), retry: 'never' };
}

/** The last word of a chain of causes is usually the one that tells what happened. */
export function rootCause(error: ErrorData): ErrorData {
  return error.cause === undefined ? error : rootCause(error.cause);
}

function oneLine(text: string): string {
  return plainText(text, 500);
}
