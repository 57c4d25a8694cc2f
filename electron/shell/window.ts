import { writeFileSync } from 'node:fs';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { START_URL } from './origin';
import { fitBounds, readBounds, SMALLEST } from './window-bounds';

export interface WindowOptions {
  readonly preload: string;
  readonly title: string;
  /** For the frame and the task bar, where the system takes it from the window. */
  readonly icon: string;
  /** Where size and place are remembered. */
  readonly boundsFile: string;
  readonly devTools: boolean;
}

/** The page's two backgrounds, so that the window does not flash white before the page is there (--ground in renderer/ui/tokens.css). */
const BACKGROUND = { light: '#f3f5f4', dark: '#0f1413' } as const;

/** The program's one window. Rejects nothing: a page that does not load stays a window that can be closed. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...fitBounds(readBounds(options.boundsFile), screen.getAllDisplays().map((display) => display.workArea)),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: options.title,
    icon: options.icon,
    backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spell checker fetches its dictionaries from a foreign server.
      spellcheck: false,
      devTools: options.devTools,
    },
  });
  window.removeMenu();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    rememberBounds(window, options.boundsFile);
  });
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light']);
  });
  void window.loadURL(START_URL);
  return window;
}

function rememberBounds(window: BrowserWindow, file: string): void {
  try {
    writeFileSync(file, JSON.stringify(window.getNormalBounds()), { mode: 0o600 });
  } catch {
    // The size of a window is not worth a word.
  }
}
