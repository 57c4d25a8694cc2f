import path from 'node:path';

/**
 * The file that a URL's path names inside `root`, or null where it names anything else: outside the folder, a hidden file,
 * something that does not decode. Decides by the relative path between the two, because a prefix test takes `/srv/page-evil`
 * for a part of `/srv/page`.
 */
export function servedFile(root: string, urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  // A backslash separates folders on Windows, a NUL ends names in C, and a colon names a drive or a stream.
  if (/[\\\0:]/.test(decoded)) return null;
  const relative = path.relative(root, path.join(root, decoded === '/' ? 'index.html' : decoded));
  const inside = relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep).every((part) => part !== '..' && !part.startsWith('.'));
  return inside ? path.join(root, relative) : null;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** By extension; null for what the page has no business with, which is then not served at all. */
export function contentType(file: string): string | null {
  return TYPES[path.extname(file)] ?? null;
}
