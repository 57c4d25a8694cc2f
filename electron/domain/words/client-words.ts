import type { ClientArchitecture, ClientTrust, HeldClient } from '../vpn-client';

/** What is said of the VPN clients that a computer keeps. */
export interface ClientWords {
  /** The kind of small computer, as somebody sees it who holds it in his hand. */
  readonly kinds: Readonly<Record<ClientArchitecture, string>>;
  /** Why the checksum is believed. */
  readonly trusts: Readonly<Record<ClientTrust, string>>;
  readonly states: Readonly<Record<HeldClient['state'], string>>;
  readonly headings: Readonly<Record<'none' | 'held' | 'kept' | 'gone' | 'wait' | 'fine' | 'damaged' | 'trust', string>>;
}
