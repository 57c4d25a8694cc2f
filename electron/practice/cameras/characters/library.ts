import type { DeviceCharacter } from '../character';
import { AXIS_CAMERA } from './axis';
import { AMCREST_CAMERA, DAHUA_CAMERA, DAHUA_NOT_INITIALISED } from './dahua';
import { HIKVISION_CAMERA, HIKVISION_DOORBELL, HIKVISION_ENCODER, HIKVISION_NOT_ACTIVATED, HIKVISION_RECORDER } from './hikvision';
import {
  BOSCH_CAMERA, DLINK_CAMERA, DOORBIRD_DOORBELL, EZVIZ_CAMERA, FOSCAM_CAMERA, HANWHA_CAMERA, MILESIGHT_CAMERA, PANASONIC_CAMERA, SONY_CAMERA, UBIQUITI_CAMERA, UNIVIEW_CAMERA, VIVOTEK_CAMERA, XIONGMAI_CAMERA,
} from './makers';
import { ANJVISION_CAMERA, GSOAP_CAMERA, H3C_CAMERA, HISILICON_CAMERA, YOOSEE_CAMERA } from './nameless';
import { OFFICE_PC, PRINTER, TELEVISION } from './others';
import { MALFORMED, PECULIAR } from './peculiar';
import { REOLINK_CAMERA } from './reolink';
import { TAPO_CAMERA, VIGI_CAMERA } from './tp-link';

/** Every character, by the name that plans and tests use. */
export const CHARACTERS = {
  'hikvision': HIKVISION_CAMERA,
  'hikvision-recorder': HIKVISION_RECORDER,
  'hikvision-not-activated': HIKVISION_NOT_ACTIVATED,
  'hikvision-doorbell': HIKVISION_DOORBELL,
  'hikvision-encoder': HIKVISION_ENCODER,
  'dahua': DAHUA_CAMERA,
  'amcrest': AMCREST_CAMERA,
  'dahua-not-initialised': DAHUA_NOT_INITIALISED,
  'axis': AXIS_CAMERA,
  'reolink': REOLINK_CAMERA,
  'tapo': TAPO_CAMERA,
  'vigi': VIGI_CAMERA,
  'hanwha': HANWHA_CAMERA,
  'bosch': BOSCH_CAMERA,
  'vivotek': VIVOTEK_CAMERA,
  'foscam': FOSCAM_CAMERA,
  'uniview': UNIVIEW_CAMERA,
  'xiongmai': XIONGMAI_CAMERA,
  'panasonic': PANASONIC_CAMERA,
  'sony': SONY_CAMERA,
  'ubiquiti': UBIQUITI_CAMERA,
  'milesight': MILESIGHT_CAMERA,
  'd-link': DLINK_CAMERA,
  'ezviz': EZVIZ_CAMERA,
  'doorbird': DOORBIRD_DOORBELL,
  'gsoap': GSOAP_CAMERA,
  'hisilicon': HISILICON_CAMERA,
  'anjvision': ANJVISION_CAMERA,
  'h3c': H3C_CAMERA,
  'yoosee': YOOSEE_CAMERA,
  ...PECULIAR,
  ...MALFORMED,
  'printer': PRINTER,
  'office-pc': OFFICE_PC,
  'television': TELEVISION,
} as const satisfies Readonly<Record<string, DeviceCharacter>>;
export type CharacterName = keyof typeof CHARACTERS;
