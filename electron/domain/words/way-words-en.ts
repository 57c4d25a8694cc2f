import type { WayWords } from './way-words';

export const wayWordsEn = {
  ways: {
    push: 'This computer sends the client ({version}) over the SSH connection; its checksum is compared before it runs.',
    fetch: 'The small computer downloads the client ({version}) from {source}; its checksum is compared before it runs.',
    package: "The small computer installs the maker's package {offer} from {source}, whose key and source are added.",
    container: 'The client runs in a container ({tool}, {source}) with the network of the small computer.',
  },
  because: {
    site: 'Its file is named in the settings.',
    auto: 'This is the first way that works there.',
    chosen: 'You chose this way.',
  },
} as const satisfies WayWords;
