import { describe, expect, it } from 'vitest';
import { isOurs, isStartPage } from '../../../electron/shell/origin';

describe('an address', () => {
  it.each(['app://tunnel/', 'app://tunnel/index.html', 'app://tunnel/index.html#top'])('%s is our page', (url) => {
    expect(isStartPage(url)).toBe(true);
  });

  it.each(['app://tunnel/other.html', 'app://tunnel/assets/app.js'])('%s is ours, but not the page', (url) => {
    expect(isOurs(url)).toBe(true);
    expect(isStartPage(url)).toBe(false);
  });

  it.each([
    'app://tunnel.evil/', 'app://evil/', 'app://tunnel:80/', 'app://user@tunnel/', 'apps://tunnel/', 'https://tunnel/', 'file:///index.html',
    'about:blank', 'data:text/html,x', 'blob:app://tunnel/1', '', 'not a url',
  ])('%s is foreign', (url) => {
    expect(isOurs(url)).toBe(false);
    expect(isStartPage(url)).toBe(false);
  });
});
