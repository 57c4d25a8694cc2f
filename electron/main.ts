import './shell/older-electron';
import path from 'node:path';
import { app, BrowserWindow, ipcMain, Menu, protocol, safeStorage, session } from 'electron';
import { kubeconfigContexts } from './agents/kubernetes/kubeconfig-contexts';
import { createSecrets, openSite, openShelf } from './composition';
import { EVENT_CHANNEL } from './contract/contract';
import { siteReport } from './report/site-report';
import { AppService } from './shell/app-service';
import { fileDialogs } from './shell/dialogs';
import { serveCalls } from './shell/ipc-server';
import { START_URL } from './shell/origin';
import { allowOneInstance, blockDownloads, blockRemoteContent, bringHome, denyPermissions, guardAllContents, onPageLeft, type Refused } from './shell/policy';
import { declareScheme, servePage } from './shell/protocol';
import { printPdf } from './shell/report-pdf';
import { KeychainKeeper } from './shell/safe-storage';
import { SiteFolders } from './shell/site-folders';
import { openWindow } from './shell/window';
import { clientsFolder, wrongLoginsFile } from './site-places';
import { fileLog } from './store/log-file';

/** The bundler's layout: dist/main/main.cjs beside dist/preload, dist/renderer and dist/assets. */
const DIST = path.resolve(__dirname, '..');
const ASSETS = path.join(DIST, 'assets');
const TITLE = 'Kerberos Tunnel';
/** How long the end of the program waits for a run to write its last word. */
const GOODBYE_MS = 8_000;

declareScheme();
// Every window asks for the sandbox by itself as well. Chromium refuses to start it as root, where only --no-sandbox runs at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

let window: BrowserWindow | null = null;

if (allowOneInstance(app, bringForward)) start();
else app.quit();

function start(): void {
  const data = app.getPath('userData');
  // What is shared with the terminal stays in its place, unless somebody chose one for everything.
  const chosenData = app.commandLine.hasSwitch('user-data-dir') ? data : null;
  const keychain = new KeychainKeeper(safeStorage, process.platform, process.env);
  const { secrets, redactor } = createSecrets(path.join(data, 'secrets.json'), keychain);
  const log = fileLog(path.join(data, 'log.jsonl'), redactor.redact, Date.now);
  const devTools = !app.isPackaged;
  const refused: Refused = (what, facts) => {
    log('warn', `refused: ${what}`, facts);
  };
  const service = new AppService({
    folders: new SiteFolders(data),
    secrets,
    clients: openShelf(clientsFolder(chosenData), log),
    openSite: (places) => openSite({ ...places, assets: ASSETS, ledgerFile: wrongLoginsFile(chosenData), clientsFolder: clientsFolder(chosenData), secrets, redactor }),
    reportHtml: (site) => siteReport(site, { language: site.site.language, assets: ASSETS, version: app.getVersion() }),
    printPdf,
    contextsOf: kubeconfigContexts,
    dialogs: fileDialogs(() => window, () => app.getPath('documents')),
    info: () => ({ version: app.getVersion(), electron: process.versions.electron, platform: process.platform, locale: app.getLocale(), secretsKept: keychain.known }),
    send: (event) => {
      if (window !== null && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event);
    },
    log,
  });

  guardAllContents(app, { devTools, refused });
  serveCalls(ipcMain, () => window, {
    handlers: service.handlers,
    redact: redactor.redact,
    failed: (call, error) => {
      log(error.kind === 'bug' ? 'error' : 'info', 'call failed', { call, code: error.code, detail: error.detail ?? '' });
    },
  });
  endGently(service, log);

  void app.whenReady().then(() => {
    servePage(protocol, path.join(DIST, 'renderer'));
    denyPermissions(session.defaultSession, refused);
    blockRemoteContent(session.defaultSession, { devTools, refused });
    blockDownloads(session.defaultSession, refused);
    // macOS gives copy and paste through its menu; elsewhere a menu would only offer what the wizard does not have.
    Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null);
    void service.resume();
    const open = (): void => {
      window = openWindow({ preload: path.join(DIST, 'preload', 'preload.cjs'), title: TITLE, icon: path.join(ASSETS, 'icons', '256x256.png'), boundsFile: path.join(data, 'window.json'), devTools });
      bringHome(window.webContents, START_URL, refused);
      onPageLeft(window.webContents, () => { service.windowLeft(); });
      window.on('closed', () => {
        window = null;
      });
    };
    open();
    app.on('activate', () => {
      if (window === null) open();
    });
  });
}

/** Ends only after the run was stopped and the site let go: what is half done gets its last line in the journal. */
function endGently(service: AppService, log: ReturnType<typeof fileLog>): void {
  let ending = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (ending) return;
    ending = true;
    event.preventDefault();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, GOODBYE_MS));
    void Promise.race([service.close(), patience])
      .catch((error: unknown) => {
        log('error', 'the end failed', { error: String(error) });
      })
      .finally(() => {
        app.quit();
      });
  });
  // Everything was let go and every window is gone: nothing is left that taking the runtime apart could save. Node 18 (Electron 25) can
  // hang in it for ever, at full speed, when a socket or timer of the practice site is still on its way (node::FreeEnvironment).
  app.on('quit', (_event, code) => {
    (process as NodeJS.Process & { reallyExit(code: number): never }).reallyExit(code);
  });
}

function bringForward(): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}
