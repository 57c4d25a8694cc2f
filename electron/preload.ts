import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_NAME, CALL_CHANNEL, EVENT_CHANNEL, type Bridge } from './contract/channels';

/**
 * All that the page gets from us: ask by name, listen to events. Which names there are and what may be sent is decided by the
 * schemas in the main process; `ipcRenderer` itself, and the event objects that carry it, stay on this side.
 */
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  onEvent: (listener) => {
    const forward = (_event: unknown, data: unknown): void => {
      listener(data);
    };
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, forward);
    };
  },
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
