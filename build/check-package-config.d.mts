export declare function checkPackageConfig(file?: string): Promise<Record<string, unknown>>;
