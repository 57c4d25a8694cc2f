import { parseChallenges } from '../camera/digest';
import { deviceText } from '../camera/device-text';
import { exchange, HttpFailure } from '../camera/http-client';
import { decodeEntities } from '../camera/onvif/xml';

export interface HttpGreeting {
  readonly server: string | null;
  readonly title: string | null;
  readonly realm: string | null;
  readonly status: number;
}

const DEADLINE = 2_500;
/** The title stands in the first kilobytes; pages of cameras go up to megabytes of script. */
const MAX_PAGE = 128 * 1024;

/** The first page, without a login. Null when it is no web server, or says too much to be read. Never throws, except `cancelled`. */
export async function greetHttp(host: string, port: number, secure: boolean, signal: AbortSignal): Promise<HttpGreeting | null> {
  try {
    const answer = await exchange({ method: 'GET', url: `${secure ? 'https' : 'http'}://${host}:${port}/`, deadlineMs: DEADLINE, maxBytes: MAX_PAGE, signal });
    const realm = parseChallenges(answer.headers.get('www-authenticate') ?? []).map((challenge) => challenge.realm).find((text) => text !== '');
    return {
      server: deviceText(answer.headers.get('server')?.[0] ?? null, 120),
      title: pageTitle(answer.body),
      realm: deviceText(realm ?? null, 120),
      status: answer.status,
    };
  } catch (error) {
    if (error instanceof HttpFailure) return null;
    throw error;
  }
}

/** What stands in the page's title, as text; null without one. Never throws. */
export function pageTitle(page: Buffer): string | null {
  return deviceText(decodeEntities(/<title[^>]{0,100}>([^<]{1,300})/i.exec(page.subarray(0, 16 * 1024).toString('utf8'))?.[1] ?? ''), 120);
}
