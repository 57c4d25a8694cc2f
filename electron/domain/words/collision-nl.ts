import type { CollisionWords } from './collision-words';

export const collisionNl: CollisionWords = {
  blocked: 'Iemand anders in het netwerk heeft deze adressen al',
  warned: 'Adressen die dubbel in gebruik zijn',
  normal: 'Dit is niets bijzonders: de meeste routers delen dezelfde adressen uit, zoals 192.168.1.x. Maar in één netwerk kan elk adres maar één keer bestaan. Er is niets veranderd.',
  belongs: '{range} hoort bij {owner}.',
  concerns: 'Het gaat om: {cameras}',
  kinds: {
    overlay: { who: 'het netwerk {network} zelf', why: "Wat naar de camera's moet, zou naar leden van het netwerk gaan." },
    egress: { who: '"{name}" in het netwerk {network}', why: 'Een van de twee zou de ander zonder iets te zeggen de adressen afnemen.' },
    'external-client': { who: 'de router of het apparaat "{name}" in het netwerk {network}', why: 'Een van de twee zou de ander zonder iets te zeggen de adressen afnemen.' },
    endpoint: { who: '{device}, dat er van buiten op bereikt wordt', why: 'Netmaker laat zo een weg zonder iets te zeggen weg; er zou niets doorkomen.' },
    'member-lan': { who: 'het netwerk waarop {device} is aangesloten ({interface})', why: "Draaien er cloudagents op {device}, dan bereikt het deze camera's niet, of verliest het zijn eigen apparaten op deze adressen." },
    'box-interface': { who: 'ook de kleine computer: {interface} ({address})', why: 'Wat in het netwerk "{name}" heet, kan de kleine computer van zijn eigen verbinding afsnijden.' },
  },
  waysTitle: 'Wat u kunt doen',
  ways: {
    'cameras-only': { title: "Alleen de adressen van de camera's openen", text: 'Elke camera op zich is vrij; de rest van het netwerk van de locatie blijft dicht. Dat is ook de veiligere weg.' },
    'other-network': { title: 'Een ander netwerk voor deze locatie', text: 'De adressen zijn vrij in: {networks}. De cloudagents van deze locatie moeten ook in dat netwerk zitten.' },
    'virtual-nat': { title: 'Virtuele adressen (Netmaker Pro)', text: 'Deze server kan een locatie zelfbedachte adressen geven en ze vertalen. Kerberos Tunnel stelt dat niet in, omdat de cloudagents dan de virtuele adressen moeten gebruiken: geef in het dashboard van Netmaker het netwerk een reeks virtuele adressen, open het bereik van deze locatie met de modus "virtual NAT", en meld de agents zelf aan met de virtuele adressen.' },
    renumber: { title: 'Deze locatie andere adressen geven', text: "Voor zover bekend gebruikt niemand {range}. Stel het in de router van de locatie in, geef de camera's er adressen in (of herstart ze, als de router ze uitdeelt), en zoek daarna opnieuw." },
  },
  noFreeRange: 'Elk gebruikelijk privébereik is ergens in gebruik; vraag de beheerder van het netwerk er een.',
  ignored: 'Niet begrepen op de server: {ranges}',
  unseen: 'Uw account mag niet zien: {what}',
};
