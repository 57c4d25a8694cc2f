/** netclient 1.4 is 25 MB; whatever is larger than this is something else. */
export const MAX_CLIENT_BYTES = 128 * 1024 * 1024;
