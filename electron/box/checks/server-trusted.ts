import type { Box, BoxCheck } from '../../engine/ports';
import { NO_ANSWER, askBox, type Answer } from './ask-box';
import { finding, noServer, overlayServer } from './finding';

type Trust = { readonly kind: 'trusted' } | { readonly kind: 'refused'; readonly why: string } | { readonly kind: 'unclear'; readonly why: string };

/**
 * TLS as the box sees it, to Netmaker's API and to its broker: an inspecting firewall, a login page in a browser, a wrong clock or
 * missing certificates of the system all end a join with nothing but "connection reset" (gravitl/netclient #635). netclient takes the
 * system's certificates, as curl, wget and openssl do.
 */
export const serverTrustedCheck: BoxCheck = {
  id: 'server-trusted',
  run: async ({ box, site }, signal) => {
    const server = overlayServer(site);
    if (server === null) return finding('server-trusted', 'unknown', { host: '' }, noServer(site));
    const { host, port } = server;
    if (!server.secure) return finding('server-trusted', 'ok', { host }, 'it is spoken to without encryption');
    // What the installer of Netmaker calls it (nm-quick); a server that calls it otherwise does not answer here, which says nothing.
    const broker = host.startsWith('api.') ? `broker.${host.slice(4)}` : null;
    const [api, second] = await judge(box, [host, ...(broker === null ? [] : [broker])], port, signal);
    if (api?.kind === 'refused') return finding('server-trusted', 'warns', { host }, api.why);
    if (broker !== null && second?.kind === 'refused') return finding('server-trusted', 'warns', { host: broker }, second.why);
    return api?.kind === 'trusted' ? finding('server-trusted', 'ok', { host }) : finding('server-trusted', 'unknown', { host }, api?.why);
  },
};

/** curl tells the most; the others only where there is none. */
async function judge(box: Box, hosts: readonly string[], port: number, signal: AbortSignal): Promise<Trust[]> {
  const places = hosts.map((host) => ({ host, at: `${host.includes(':') ? `[${host}]` : host}:${port}` }));
  const curls = await askBox(box, places.map(({ at }) => ['curl', '-q', '-sS', '-o', '/dev/null', '--noproxy', '*', '--connect-timeout', '6', '--max-time', '8', `https://${at}/`]), { signal });
  if (curls.some(({ code }) => code !== 127)) return curls.map(byCurl);
  const others = await askBox(box, places.flatMap(({ host, at }) => [
    ['openssl', 's_client', '-connect', at, '-servername', host, '-verify_hostname', host, '-verify_return_error'],
    ['wget', '-q', '-T', '8', '-O', '/dev/null', `https://${at}/`],
  ]), { signal });
  return places.map((_place, index): Trust => {
    const [openssl = NO_ANSWER, wget = NO_ANSWER] = others.slice(2 * index);
    if (openssl.code !== 127) return byOpenssl(openssl);
    return wget.code !== 127 ? byWget(wget) : { kind: 'unclear', why: 'it has neither curl nor openssl nor wget' };
  });
}

/** Exit codes of curl(1). An answer of any kind (404 is usual) came over a connection that it trusts. */
export function byCurl({ code, text }: Answer): Trust {
  if (code === 0 || code === 52 || code === 56) return { kind: 'trusted' };
  if (code !== null && [35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 83, 90, 91].includes(code)) return { kind: 'refused', why: text };
  return { kind: 'unclear', why: text === '' ? `curl ended with ${code ?? 'too much output'}` : text };
}

export function byOpenssl({ code, text }: Answer): Trust {
  const error = /verify error:num=\d+:[^\n]{1,200}/.exec(text)?.[0] ?? /Verify return code: (?!0 )[^\n]{1,200}/.exec(text)?.[0];
  if (error !== undefined) return { kind: 'refused', why: error };
  if (/Verify return code: 0 /.test(text)) return { kind: 'trusted' };
  const broken = /(?:alert|wrong version number|unexpected eof|handshake failure)[^\n]{0,200}/i.exec(text)?.[0];
  return broken !== undefined && code !== 0 ? { kind: 'refused', why: broken } : { kind: 'unclear', why: text.slice(0, 300) };
}

/** GNU wget: 5 is TLS, 8 an answer that is an error. busybox and OpenWrt's uclient-fetch tell it in words; some check no certificate at all. */
export function byWget({ code, text }: Answer): Trust {
  if (/certificate.*not implemented|not (?:be )?(?:validat|verif|check)ed|note: TLS/i.test(text)) return { kind: 'unclear', why: 'its wget checks no certificate' };
  if (code === 0 || code === 8 || /HTTP\/1\.\d [1-5]\d\d|HTTP error \d{3}/.test(text)) return { kind: 'trusted' };
  if (code === 5 || /certificat|ssl|tls/i.test(text)) return { kind: 'refused', why: text === '' ? 'wget refuses its certificate' : text };
  return { kind: 'unclear', why: text === '' ? `wget ended with ${code ?? 'too much output'}` : text };
}
