export declare function bundle(options?: { test?: boolean; bench?: boolean; force?: boolean; only?: string[]; log?: (line: string) => void }): Promise<string[]>;
export declare function isStale(options?: { test?: boolean }): boolean;
