import type { App, Session, WebContents } from 'electron';
import { isOurs, isStartPage } from './origin';

/** Told whenever something was stopped; a refusal that nobody hears of looks like a bug. */
export type Refused = (what: string, facts: Readonly<Record<string, string>>) => void;

/** Two programs on one site would write one journal. The second start brings the first window forward. */
export function allowOneInstance(app: App, onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}

/** Every page that ever comes into being, ours or not, is born with the same guards. */
export function guardAllContents(app: App, options: { devTools: boolean; refused: Refused }): void {
  app.on('web-contents-created', (_event, contents) => {
    blockNavigation(contents, options.refused);
    blockNewWindows(contents, options.refused);
    blockWebviews(contents, options.refused);
    if (!options.devTools) blockDevTools(contents);
  });
}

/** The window shows one page. A file dropped on it, a link, a redirect or a script must not put another one there, next to our bridge. */
function blockNavigation(contents: WebContents, refused: Refused): void {
  const examine = (event: { preventDefault: () => void }, url: string): void => {
    if (isStartPage(url)) return;
    event.preventDefault();
    refused('navigation', { url: shorten(url) });
  };
  contents.on('will-navigate', (event, url) => {
    examine(event, url);
  });
  contents.on('will-redirect', (event, url) => {
    examine(event, url);
  });
  // There are no frames of ours, so none may go anywhere.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) {
      event.preventDefault();
      refused('frame navigation', { url: shorten(event.url) });
    }
  });
}

/** Chromium lets a page empty itself (about:blank) without asking; then it is brought home, where it can be used again. */
export function bringHome(contents: WebContents, home: string, refused: Refused): void {
  contents.on('did-navigate', (_event, url) => {
    if (isStartPage(url)) return;
    refused('navigation', { url: shorten(url) });
    void contents.loadURL(home);
  });
}

/** Loaded again, crashed or closed: whatever was done only for the page that was there can end. */
export function onPageLeft(contents: WebContents, left: () => void): void {
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) left();
  });
  contents.on('render-process-gone', left);
  contents.on('destroyed', left);
}

/** A window that a page opens would be one that nobody guards, and the address of a foreign site inside our program. */
function blockNewWindows(contents: WebContents, refused: Refused): void {
  contents.setWindowOpenHandler(({ url }) => {
    refused('new window', { url: shorten(url) });
    return { action: 'deny' };
  });
}

/** A webview is a second browser with its own preferences; the program has no use for one. */
function blockWebviews(contents: WebContents, refused: Refused): void {
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('webview', {});
  });
}

/** On a technician's machine the tools would only help to paste somebody's script beside the bridge. */
function blockDevTools(contents: WebContents): void {
  contents.on('devtools-opened', () => {
    contents.closeDevTools();
  });
}

/** Camera, microphone, location, notifications, USB, screen: the page needs none, so every question is answered no. */
export function denyPermissions(session: Session, refused: Refused): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    refused('permission', { permission });
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/**
 * Only our own files are ever loaded. The page's policy says the same; this holds also for what is not the page: Chromium's
 * own downloads, a redirect, a frame, a worker. Cameras, the box and the servers are talked to by Node, not by Chromium.
 */
export function blockRemoteContent(session: Session, options: { devTools: boolean; refused: Refused }): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const local = isOurs(details.url) || details.url.startsWith('data:') || details.url.startsWith('blob:app://') || (options.devTools && details.url.startsWith('devtools://'));
    if (!local) options.refused('request', { url: shorten(details.url) });
    answer({ cancel: !local });
  });
}

/** A download would be a file of somebody's choice on the technician's disk; reports are saved by the system's own dialog. */
export function blockDownloads(session: Session, refused: Refused): void {
  session.on('will-download', (event) => {
    event.preventDefault();
    refused('download', {});
  });
}

function shorten(url: string): string {
  return url.slice(0, 200);
}
