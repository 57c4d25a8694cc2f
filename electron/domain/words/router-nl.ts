import type { RouterWords } from './router-words';

export const routerNl: RouterWords = {
  first: [
    'In het bestand staat een geheime sleutel: behandel het als een wachtwoord, gebruik het in één router, en verwijder het zodra de router het heeft.',
    "Het beste is de router die de camera's als gateway hebben: dan vinden hun antwoorden vanzelf de weg terug.",
  ],
  routers: {
    openwrt: {
      name: 'OpenWrt',
      steps: [
        'System > Software: installeer luci-proto-wireguard en herstart de router.',
        'Network > Interfaces > Add new interface: naam "kerberos", protocol "WireGuard VPN". Op de volgende pagina "Load configuration", en kies {file}.',
        'Peers > Edit: zet "Route Allowed IPs" aan; Persistent Keep Alive is 25.',
        'Firewall settings van de interface: maak een nieuwe zone "kerberos".',
        'Network > Firewall, zone kerberos: Input "reject", Output "accept", Forward "reject", "Allow forward to destination zones": lan. Save & Apply.',
      ],
      return: "Camera's met een andere gateway, of zonder: zet Masquerading aan voor de zone lan.",
    },
    mikrotik: {
      name: 'MikroTik (RouterOS 7.12 of nieuwer)',
      steps: [
        'Files: upload {file}.',
        'WireGuard > WG Import: kies het bestand. Kijk of de interface werkt en of de peer Persistent Keepalive 25 heeft.',
        'IP > Routes: voeg voor elk van {overlay} een route toe met de nieuwe WireGuard-interface als gateway, als die er nog niet is.',
        'IP > Firewall > Filter Rules: voeg "forward" toe, In. Interface de WireGuard-interface, Dst. Address {site}, actie "accept", en zet die boven de regels die weigeren.',
      ],
      return: 'Camera\'s met een andere gateway, of zonder: IP > Firewall > NAT, "srcnat", Src. Address {overlay}, Out. Interface de bridge van de camera\'s, actie "masquerade".',
    },
    pfsense: {
      name: 'pfSense, OPNsense',
      steps: [
        'VPN > WireGuard (pfSense: installeer eerst het pakket "WireGuard"). Geen van beide leest bestanden: neem de waarden uit {file} over.',
        'Instance of tunnel: de geheime sleutel en het adres onder [Interface]. OPNsense: zet "Disable routes" alleen aan als u zelf routes maakt.',
        'Peer: publieke sleutel, endpoint en poort, allowed IPs {overlay}, keepalive 25. Voeg hem toe aan de instance of tunnel en zet WireGuard aan.',
        'Interfaces > Assignments: voeg de WireGuard-interface toe en zet hem aan. pfSense: System > Routing, voeg er een gateway op toe en een vaste route voor {overlay}.',
        'Firewall > Rules, de nieuwe interface: sta {overlay} naar {site} toe.',
      ],
      return: "Camera's met een andere gateway, of zonder: Firewall > NAT > Outbound, hybrid, een regel op de interface van de camera's voor bron {overlay} met het adres van die interface.",
    },
    unifi: {
      name: 'UniFi-gateway',
      steps: [
        'Settings > VPN > VPN Client > Create New: WireGuard, "File", en kies {file}.',
        'Stuur het internet er niet doorheen: een policy-based route voor de apparaten van de locatie is niet nodig.',
        "Settings > Security > Firewall (Policy Engine): sta van de zone of het netwerk van deze VPN, bron {overlay}, naar de camera's, {site}, toe. Zoals hij komt, wordt alles geweigerd wat aan de andere kant begint.",
      ],
      return: "Camera's met een andere gateway, of zonder: voeg een source-NAT-regel (masquerade) toe op het netwerk van de camera's voor bron {overlay}. Biedt uw versie zulke regels niet, gebruik dan een kleine computer.",
    },
    fritzbox: {
      name: 'FRITZ!Box (FRITZ!OS 7.50 of nieuwer)',
      steps: [
        'Internet > Permit Access (Toegang) > VPN (WireGuard) > Verbinding toevoegen > "Netwerken koppelen of speciale verbindingen".',
        '"Is deze WireGuard-verbinding al ingesteld aan de andere kant?": Ja. Kies dan {file} en geef een naam.',
        'Laat "Al het netwerkverkeer over de VPN-verbinding" en NetBIOS uit. Bevestig op de FRITZ!Box als die erom vraagt.',
        'De verbinding moet een groene stip tonen.',
      ],
      return: "Een FRITZ!Box stuurt vanzelf door naar zijn thuisnetwerk en vertaalt niets: de camera's moeten hem als gateway hebben.",
    },
    teltonika: {
      name: 'Teltonika (RutOS 7)',
      steps: [
        'Services > VPN > WireGuard: voeg een instance toe, "Upload configuration file", en kies {file}.',
        'Bewerk hem: zet hem aan; in de peer "Route allowed IPs" aan en persistent keep alive 25.',
        'Network > Firewall > General settings, zone wireguard: doorsturen naar lan toegestaan.',
        'Network > Firewall > Traffic rules: wordt doorsturen elders geweigerd, sta dan van wireguard naar lan toe, bestemming {site}.',
      ],
      return: "Camera's met een andere gateway, of zonder: zet Masquerading aan voor de zone lan.",
    },
  },
  last: [
    'In Netmaker wordt de client enkele seconden nadat de router verbonden is actief; dan zijn de adressen vanuit het netwerk bereikbaar.',
    "Ga het na: open vanaf een apparaat van het netwerk de webpagina of poort 554 van een camera.",
  ],
  saved: 'Configuratie voor de router: {file}',
  removed: 'Weggelaten uit wat de tunnel in gaat, omdat deze locatie erin zit: {ranges}',
};
