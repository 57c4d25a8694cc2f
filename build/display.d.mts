export declare function whyNoDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null;
export declare function openDisplay(): Promise<{ env: Record<string, string>; stop: () => void } | null>;
