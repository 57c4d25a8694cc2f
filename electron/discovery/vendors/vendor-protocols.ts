import { BOSCH } from './bosch';
import { DAHUA1 } from './dahua1';
import { DHIP } from './dhip';
import { FOSCAM } from './foscam';
import { HANWHA } from './hanwha';
import { PANASONIC } from './panasonic';
import type { VendorProtocol } from './protocol';
import { SADP } from './sadp';
import { SONY } from './sony';
import { UBIQUITI } from './ubiquiti';
import { VIVOTEK } from './vivotek';
import { VSTARCAM } from './vstarcam';

/** Every maker's protocol that is spoken, in order of how many cameras speak it. */
export const VENDOR_PROTOCOLS: readonly VendorProtocol[] = [SADP, DHIP, DAHUA1, HANWHA, PANASONIC, BOSCH, VIVOTEK, FOSCAM, SONY, UBIQUITI, VSTARCAM];
