import { BrowserWindow, session } from 'electron';
import { TunnelError } from '../domain/errors';
import { SCHEME } from './origin';

const DEADLINE_MS = 60_000;
const REPORT_URL = `${SCHEME}://tunnel/index.html`;

/** No scripts, no network: the report quotes cameras and servers. */
const REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * Prints the handover report to PDF (A4) in a hidden window that has no scripts, no preload script and a session of its own,
 * which serves this one page and nothing else.
 */
export async function printPdf(html: string): Promise<Uint8Array> {
  // Not "persist:": in memory, gone with the window.
  const own = session.fromPartition(`report-${process.hrtime.bigint()}`, { cache: false });
  own.protocol.handle(SCHEME, () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': REPORT_POLICY } }));
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: details.url !== REPORT_URL && !details.url.startsWith('data:') });
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, webSecurity: true, spellcheck: false, devTools: false },
  });
  const deadline = new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      reject(new TunnelError('deadline', { subject: 'PDF', seconds: DEADLINE_MS / 1000 }));
    }, DEADLINE_MS).unref();
  });
  try {
    const print = async (): Promise<Uint8Array> => {
      await window.loadURL(REPORT_URL);
      return window.webContents.printToPDF({ pageSize: 'A4', printBackground: true, margins: { top: 0.4, bottom: 0.4, left: 0.4, right: 0.4 } });
    };
    return await Promise.race([print(), deadline]);
  } finally {
    window.destroy();
  }
}
