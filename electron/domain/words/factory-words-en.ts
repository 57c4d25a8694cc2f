import type { FactoryWords } from './factory-words';

export const factoryWordsEn = {
  changes: { stream: 'stream', login: 'login', onvif: 'ONVIF address', recording: 'way of recording' },
  remade: 'Changed: {changes}. Factory cannot change an agent, so it is removed and made anew under its name; meanwhile it does not record.',
  untold: { sub: 'second stream', storage: 'storage of recordings', 'time-zone': 'time zone', title: 'shown name', key: 'identity in Vault and Hub' },
  decides: "Factory's own settings decide: {untold}.",
} as const satisfies FactoryWords;
