import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { checkServerIdentity, rootCertificates } from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** Certificates of one PEM: a bundle of a company's own authorities holds a handful. */
const MOST_CERTIFICATES = 20;
/** A person tries a few certificates in one sitting; each keeps its connections. */
const MOST_AGENTS = 16;

const agents = new Map<string, Agent>();

/**
 * Opens connections that trust the certificates of this PEM besides the system's own, kept alive and shared by all that name the same
 * PEM. A server that shows one of these very certificates is the right one by whatever name it was called: small installations make one
 * for themselves, on an address that it does not name. null: there is no certificate in the text.
 */
export function trustingAgent(pem: string): Agent | null {
  const kept = agents.get(pem);
  if (kept !== undefined) return kept;
  const trusted = certificatesIn(pem);
  if (trusted.length === 0) return null;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 12,
    ca: [...rootCertificates, ...trusted.map((certificate) => certificate.toString())],
    checkServerIdentity: (host, shown) => (trusted.some(({ raw }) => raw.equals(shown.raw)) ? undefined : checkServerIdentity(host, shown)),
  });
  // Dropped, not destroyed: calls may still be under way on it, and idle connections keep nobody awake.
  const [oldest] = agents.size >= MOST_AGENTS ? agents.keys() : [];
  if (oldest !== undefined) agents.delete(oldest);
  agents.set(pem, agent);
  return agent;
}

function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(CERTIFICATE) ?? []).slice(0, MOST_CERTIFICATES).flatMap((text) => {
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}
