import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import os from 'node:os';
import path from 'node:path';

/** The system's own file dialogs: a path enters the program only because a person chose it. Returns null when nothing was chosen. */
export function fileDialogs(window: () => BrowserWindow | null, documents: () => string): { chooseClient(): Promise<string | null>; chooseKey(): Promise<string | null>; chooseKubeconfig(): Promise<string | null>; chooseCertificate(): Promise<string | null>; saveReport(name: string, format: 'html' | 'pdf'): Promise<string | null>; saveRouter(name: string): Promise<string | null> } {
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const parent = window();
    const { canceled, filePaths } = await (parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options));
    return canceled ? null : (filePaths[0] ?? null);
  };
  const save = async (name: string, filter: { name: string; extensions: string[] }): Promise<string | null> => {
    const parent = window();
    const options = { defaultPath: path.join(documents(), name), filters: [filter] };
    const { canceled, filePath } = await (parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options));
    return canceled || filePath === undefined || filePath === '' ? null : filePath;
  };
  return {
    chooseClient: () => choose({ title: 'netclient', properties: ['openFile'] }),
    // Key files have no extension and live in a hidden folder.
    chooseKey: () => choose({ title: 'SSH', defaultPath: path.join(os.homedir(), '.ssh'), properties: ['openFile', 'showHiddenFiles'] }),
    // kubectl keeps it without an extension in a hidden folder.
    chooseKubeconfig: () => choose({ title: 'kubeconfig', defaultPath: path.join(os.homedir(), '.kube'), properties: ['openFile', 'showHiddenFiles'] }),
    chooseCertificate: () => choose({ title: 'PEM', properties: ['openFile'] }),
    saveReport: (name, format) => save(name, { name: format.toUpperCase(), extensions: [format] }),
    saveRouter: (name) => save(name, { name: 'WireGuard', extensions: ['conf'] }),
  };
}
