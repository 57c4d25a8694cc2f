import { readFile } from 'node:fs/promises';
import { protocol, type Protocol } from 'electron';
import { HOST, SCHEME } from './origin';
import { contentType, servedFile } from './served-file';

/** Nothing but our own files; `blob:` shows a camera's picture that came over the bridge, `data:` an icon inside a style sheet. */
export const PAGE_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'",
].join('; ');

/** Before `ready`, or the scheme has no origin, no relative URLs and no module scripts. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the files in `root` as `app://tunnel/...`, each with the page's policy. */
export function servePage(on: Protocol, root: string): void {
  on.handle(SCHEME, (request) => answer(root, request));
}

async function answer(root: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== HOST) return refuse(404);
  if (request.method !== 'GET') return refuse(405);
  const file = servedFile(root, url.pathname);
  if (file === null) return refuse(403);
  const type = contentType(file);
  if (type === null) return refuse(404);
  try {
    return new Response(new Uint8Array(await readFile(file)), { headers: { ...HEADERS, 'content-type': type } });
  } catch {
    return refuse(404);
  }
}

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // The files are on this disk; a copy in Chromium's cache would outlive an update.
  'cache-control': 'no-store',
};

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
