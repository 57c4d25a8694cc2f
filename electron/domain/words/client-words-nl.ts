import type { ClientWords } from './client-words';

export const clientWordsNl = {
  kinds: {
    amd64: 'PC, mini-PC of server', arm64: 'Raspberry Pi 3 tot 5, met een 64-bits systeem', armv7: 'Raspberry Pi 2 tot 4, met een 32-bits systeem', armv6: 'Raspberry Pi 1 of Zero', armv5: 'Oude NAS of printplaat (ARMv5)',
    'mipsle-softfloat': 'Router met OpenWrt (mipsel)', 'mips-softfloat': 'Router met OpenWrt (mips)', 'mipsle-hardfloat': 'MIPS little-endian met zwevendekommaprocessor', 'mips-hardfloat': 'MIPS big-endian met zwevendekommaprocessor',
  },
  trusts: {
    maker: 'vergeleken met de controlesom van de maker', manifest: 'vergeleken met de controlesom van uw beheerder', person: 'iemand stond in voor de controlesom', nobody: 'wacht tot u de controlesom bevestigt',
  },
  states: { good: 'aanwezig', damaged: 'beschadigd', missing: 'het bestand is weg' },
  headings: {
    none: 'Op deze computer staat geen VPN-client.', held: 'VPN-clients op deze computer', kept: 'Aanwezig: {version} voor {kind} ({architecture}), {trust}. SHA-256: {checksum}', gone: 'Verwijderd: {version} voor {kind} ({architecture}).',
    wait: 'Niemand heeft een controlesom van {version} voor {architecture} gepubliceerd; alle plaatsen van de maker gaven hetzelfde bestand. Vergelijk dit met iemand die het heeft: {checksum}', trust: 'Als het klopt: npm run cli -- clients trust {version} {architecture} {checksum}',
    fine: 'Alles wat er staat is zoals het bewaard werd.', damaged: 'Niet zoals het bewaard werd, en niet meer gebruikt: {clients}. Haal het opnieuw op.',
  },
} as const satisfies ClientWords;
