import type { FactoryVariant } from '../../../electron/practice/factory/simulator';

/** What is not documented of Factory's newer API, in the combinations that are tested as a whole. */
export const VARIANTS: readonly (readonly [string, FactoryVariant])[] = [
  ['of 2022, at its own host', { prefix: '', swagger: false }],
  ['in one binary, under /api, that lags behind', { prefix: '/api', swagger: false, createLag: 3, deleteLag: 6 }],
  ['under /kubernetes, signed in under /api', { prefix: '/kubernetes', loginPrefix: '/api', swagger: false, deploySuffix: '-agent' }],
  ['under /api/kubernetes, that describes itself', { prefix: '/api/kubernetes', swagger: true, duplicates: 'refuse' }],
  ['somewhere else, that describes itself', { prefix: '/v3/cluster', swagger: true }],
  ['of 2026, behind a base path', { prefix: '/v4/api', swagger: true, describes: 'basePath', form: '2026', duplicates: 'refuse', nameLag: 2 }],
  ['of 2026, described as OpenAPI 3, that gives names of its own', { prefix: '/v5', swagger: true, describes: 'servers', form: '2026', deploySuffix: 'counted', createLag: 2 }],
];
