export interface Layer { readonly node: boolean; readonly packages: readonly string[]; readonly folders: readonly string[] }
export declare const LAYERS: Readonly<Record<
  | 'electron/domain' | 'electron/contract' | 'electron/engine' | 'electron/http' | 'electron/camera' | 'electron/discovery' | 'electron/box' | 'electron/overlay'
  | 'electron/agents' | 'electron/store' | 'electron/practice' | 'electron/report' | 'electron/terminal' | 'electron/shell' | 'renderer',
  Layer
>>;
