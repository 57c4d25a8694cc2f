import type { Lockout } from './lockout';

/**
 * Hikvision's answer to a refused login (ISAPI `userCheck`): whether the door is locked, for how many seconds, and how many tries
 * are left. Field names as in ISAPI's general documentation; fact sheet 2.5.
 */
export function userCheck(lockout: Lockout, activated: boolean): string {
  const { locked, secondsLeft, attemptsLeft } = lockout;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<userCheck>\n<statusValue>401</statusValue>\n<statusString>Unauthorized</statusString>\n<isDefaultPassword>false</isDefaultPassword>\n<isRiskPassword>false</isRiskPassword>\n<isActivated>${activated}</isActivated>\n<lockStatus>${locked ? 'lock' : 'unlock'}</lockStatus>\n${locked ? `<unlockTime>${secondsLeft}</unlockTime>\n` : ''}<retryLoginTime>${attemptsLeft}</retryLoginTime>\n</userCheck>\n`;
}
