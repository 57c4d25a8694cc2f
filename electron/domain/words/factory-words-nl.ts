import type { FactoryWords } from './factory-words';

export const factoryWordsNl = {
  changes: { stream: 'stroom', login: 'login', onvif: 'ONVIF-adres', recording: 'manier van opnemen' },
  remade: 'Veranderd: {changes}. Factory kan een agent niet wijzigen; hij wordt dus verwijderd en onder zijn naam opnieuw gemaakt, en neemt intussen niet op.',
  untold: { sub: 'tweede stroom', storage: 'opslag van opnamen', 'time-zone': 'tijdzone', title: 'getoonde naam', key: 'identiteit in Vault en Hub' },
  decides: 'De eigen instellingen van Factory bepalen: {untold}.',
} as const satisfies FactoryWords;
