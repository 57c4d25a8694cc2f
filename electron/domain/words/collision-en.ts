import type { CollisionWords } from './collision-words';

export const collisionEn: CollisionWords = {
  blocked: 'Somebody else in the network has these addresses already',
  warned: 'Addresses that are in use twice',
  normal: 'This is nothing unusual: most routers hand out the same addresses, such as 192.168.1.x. But in one network every address can exist only once. Nothing was changed.',
  belongs: '{range} belongs to {owner}.',
  concerns: 'Concerns: {cameras}',
  kinds: {
    overlay: { who: 'the network {network} itself', why: 'What is sent to the cameras would go to members of the network.' },
    egress: { who: '"{name}" in the network {network}', why: 'One of the two would take the addresses away from the other, without a word.' },
    'external-client': { who: 'the router or device "{name}" in the network {network}', why: 'One of the two would take the addresses away from the other, without a word.' },
    endpoint: { who: '{device}, which is reached from outside at it', why: 'Netmaker leaves such a way out without a word, so nothing would come through.' },
    'member-lan': { who: 'the network that {device} is plugged into ({interface})', why: 'If {device} runs cloud agents, it would not reach these cameras, or lose its own devices at these addresses.' },
    'box-interface': { who: 'the small computer as well: {interface} ({address})', why: 'What the network calls "{name}" may cut the small computer off from its own connection.' },
  },
  waysTitle: 'What you can do',
  ways: {
    'cameras-only': { title: "Open only the cameras' own addresses", text: 'Each camera by itself is free; the rest of the network of the site stays closed. This is also the safer way.' },
    'other-network': { title: 'Use another network for this site', text: 'The addresses are free in: {networks}. The cloud agents of this site must be in that network too.' },
    'virtual-nat': { title: 'Virtual addresses (Netmaker Pro)', text: "This server can give a site addresses of its own invention and translate them. Kerberos Tunnel does not set that up, because the cloud agents must then use the virtual addresses: in Netmaker's dashboard, give the network a pool of virtual addresses, open the range of this site with the mode \"virtual NAT\", and register the agents with the virtual addresses by hand." },
    renumber: { title: 'Give this site other addresses', text: 'Nothing that is known uses {range}. Set it in the router of the site, give the cameras addresses in it (or restart them, where the router hands them out), then search again.' },
  },
  noFreeRange: 'Every usual private range is in use somewhere; ask the administrator of the network for one.',
  ignored: 'Not understood on the server: {ranges}',
  unseen: 'Your account may not see: {what}',
};
