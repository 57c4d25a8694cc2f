import { exchange, HttpFailure } from '../camera/http-client';
import { serviceOnPort } from '../camera/onvif/service-candidates';
import { envelope, NAMESPACES, readSoap } from '../camera/onvif/soap';

const DEADLINE = 2_500;
const MAX_ANSWER = 64 * 1024;

/**
 * GetSystemDateAndTime at the usual path, without a login (ONVIF lets anybody ask). Any SOAP answer, a fault included, is an
 * ONVIF device; a web page is not, whatever its status. Returns the address of the service. Never throws, except `cancelled`.
 */
export async function greetOnvif(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  const url = serviceOnPort(host, port);
  try {
    const answer = await exchange({
      method: 'POST', url, deadlineMs: DEADLINE, maxBytes: MAX_ANSWER, signal,
      headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${NAMESPACES.device}/GetSystemDateAndTime"` },
      body: envelope(`<GetSystemDateAndTime xmlns="${NAMESPACES.device}"/>`),
    });
    return readSoap(answer.body) === null ? null : url;
  } catch (error) {
    if (error instanceof HttpFailure) return null;
    throw error;
  }
}
