import type { Rule } from 'eslint';
export declare function whyForbidden(file: string, specifier: string): string | null;
export declare const layerRule: Rule.RuleModule;
