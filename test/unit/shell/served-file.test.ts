import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentType, servedFile } from '../../../electron/shell/served-file';

const ROOT = path.resolve('/srv/page');

describe('a file of the page', () => {
  it.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/app-1a2b.js', 'assets/app-1a2b.js'],
    ['/assets/na%20me.svg', 'assets/na me.svg'],
    // Stays inside: odd, but harmless.
    ['/assets/../index.html', 'index.html'],
  ])('%s is served', (urlPath, expected) => {
    expect(servedFile(ROOT, urlPath)).toBe(path.join(ROOT, expected));
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../page-evil/x.js',
    '/../page-evil/x.js',
    '/..\\..\\package.json',
    '/%5c..%5c..%5cpackage.json',
    '/C:/Windows/win.ini',
    '/index.html%00.png',
    '/%',
    '/.stamp',
    '/.git/config',
    '/assets/.hidden/x.js',
    '//',
    '/..',
  ])('%s names nothing', (urlPath) => {
    expect(servedFile(ROOT, urlPath)).toBeNull();
  });

  it('has a type only when the page has a use for it', () => {
    expect(contentType('/srv/page/app.js')).toBe('text/javascript; charset=utf-8');
    expect(contentType('/srv/page/notes.exe')).toBeNull();
  });
});
