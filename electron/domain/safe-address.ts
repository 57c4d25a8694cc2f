/**
 * May a program be fetched from there? https, without a login in the address; plain http only where nobody else listens, on this
 * computer itself.
 */
export function isSafeAddress(url: string): boolean {
  return /^https:\/\/[^\s/?#@]+([/?#]|$)/i.test(url) || isOwnAddress(url);
}

/** On this computer. */
export function isOwnAddress(url: string): boolean {
  return /^https?:\/\/(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(:\d{1,5})?([/?#]|$)/i.test(url);
}
