/** netclient's interface, where nobody gave it another name (its flag -I, which must begin with this). */
export const NETCLIENT_INTERFACE = 'netmaker';
