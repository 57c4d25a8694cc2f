import type { RouterWords } from './router-words';

// From the makers' manuals; menus move between versions, so each names what is to be reached and not only where.
export const routerEn: RouterWords = {
  first: [
    'The file holds a private key: treat it like a password, use it in one router only, and delete it when the router has it.',
    'Best is the router that the cameras have as their gateway: then their answers find the way back by themselves.',
  ],
  routers: {
    openwrt: {
      name: 'OpenWrt',
      steps: [
        'System > Software: install luci-proto-wireguard, then restart the router.',
        'Network > Interfaces > Add new interface: name "kerberos", protocol "WireGuard VPN". On the next page "Load configuration", and choose {file}.',
        'Peers > Edit: switch on "Route Allowed IPs"; Persistent Keep Alive is 25.',
        'Firewall settings of the interface: make a new zone "kerberos".',
        'Network > Firewall, zone kerberos: Input "reject", Output "accept", Forward "reject", "Allow forward to destination zones": lan. Save & Apply.',
      ],
      return: 'Cameras with another gateway, or none: switch on Masquerading for the zone lan.',
    },
    mikrotik: {
      name: 'MikroTik (RouterOS 7.12 or newer)',
      steps: [
        'Files: upload {file}.',
        'WireGuard > WG Import: choose the file. Look that the interface runs and that the peer has Persistent Keepalive 25.',
        'IP > Routes: for each of {overlay} add a route with the new WireGuard interface as gateway, unless it is there already.',
        'IP > Firewall > Filter Rules: add "forward", In. Interface the WireGuard interface, Dst. Address {site}, action "accept", and move it above the rules that drop.',
      ],
      return: 'Cameras with another gateway, or none: IP > Firewall > NAT, "srcnat", Src. Address {overlay}, Out. Interface the cameras\' bridge, action "masquerade".',
    },
    pfsense: {
      name: 'pfSense, OPNsense',
      steps: [
        'VPN > WireGuard (pfSense: install the package "WireGuard" first). Neither reads files: copy the values out of {file}.',
        'Instance or tunnel: the private key and the address under [Interface]. OPNsense: switch on "Disable routes" only if you set routes yourself.',
        'Peer: public key, endpoint and port, allowed IPs {overlay}, keepalive 25. Add it to the instance or tunnel and switch WireGuard on.',
        'Interfaces > Assignments: add the WireGuard interface and enable it. pfSense: System > Routing, add a gateway on it and a static route for {overlay}.',
        'Firewall > Rules, the new interface: pass from {overlay} to {site}.',
      ],
      return: 'Cameras with another gateway, or none: Firewall > NAT > Outbound, hybrid, a rule on the cameras\' interface for source {overlay} with the address of that interface.',
    },
    unifi: {
      name: 'UniFi gateway',
      steps: [
        'Settings > VPN > VPN Client > Create New: WireGuard, "File", and choose {file}.',
        'Do not send the internet through it: no policy-based route for the clients of the site is needed.',
        'Settings > Security > Firewall (Policy Engine): allow from the zone or network of this VPN, source {overlay}, to the cameras, {site}. As it comes, whatever begins at the far end is blocked.',
      ],
      return: 'Cameras with another gateway, or none: add a source NAT (masquerade) rule on the cameras\' network for source {overlay}. Where your version offers no such rules, use a small computer instead.',
    },
    fritzbox: {
      name: 'FRITZ!Box (FRITZ!OS 7.50 or newer)',
      steps: [
        'Internet > Permit Access > VPN (WireGuard) > Add Connection > "Connect networks or establish special connections".',
        '"Has this WireGuard connection already been set up on the remote side?": Yes. Then choose {file} and give it a name.',
        'Leave "Send all network traffic over the VPN connection" and NetBIOS off. Confirm on the FRITZ!Box when it asks.',
        'The connection must show a green dot.',
      ],
      return: 'A FRITZ!Box forwards to its home network by itself and translates nothing: the cameras must have it as their gateway.',
    },
    teltonika: {
      name: 'Teltonika (RutOS 7)',
      steps: [
        'Services > VPN > WireGuard: add an instance, "Upload configuration file", and choose {file}.',
        'Edit it: switch it on; in the peer, "Route allowed IPs" on and persistent keep alive 25.',
        'Network > Firewall > General settings, zone wireguard: forward to lan allowed.',
        'Network > Firewall > Traffic rules: if forwarding is refused elsewhere, accept from wireguard to lan, destination {site}.',
      ],
      return: 'Cameras with another gateway, or none: switch on Masquerading for the zone lan.',
    },
  },
  last: [
    'In Netmaker the client becomes active some seconds after the router has connected; then the ranges are reached from the network.',
    'Make sure: from a device of the network, open the web page or port 554 of a camera.',
  ],
  saved: 'Configuration for the router: {file}',
  removed: 'Left out of what goes into the tunnel, because this site is in it: {ranges}',
};
