import type { WayWords } from './way-words';

export const wayWordsNl = {
  ways: {
    push: 'Deze computer stuurt de client ({version}) over de SSH-verbinding; de controlesom wordt vergeleken voordat hij draait.',
    fetch: 'De kleine computer haalt de client ({version}) op van {source}; de controlesom wordt vergeleken voordat hij draait.',
    package: 'De kleine computer installeert het pakket {offer} van de maker vanaf {source}; de sleutel en de bron daarvan worden toegevoegd.',
    container: 'De client draait in een container ({tool}, {source}) met het netwerk van de kleine computer.',
  },
  because: {
    site: 'Het bestand staat in de instellingen.',
    auto: 'Dit is de eerste manier die daar werkt.',
    chosen: 'U koos deze manier.',
  },
} as const satisfies WayWords;
