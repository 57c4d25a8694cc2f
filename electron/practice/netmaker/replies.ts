import type { Reply } from '../http/exchange';

export const bare = (body: unknown): Reply => ({ status: 200, type: 'json', body });

export const envelope = (message: string, response: unknown): Reply => ({ status: 200, type: 'json', body: { Code: 200, Message: message, Response: response } });

export const refusal = (status: number, message: string): Reply => ({ status, type: 'json', body: { Code: status, Message: message, Response: null } });

export const nothing: Reply = { status: 200, type: 'empty' };

/** Go's mux for a route it does not have. */
export const notFound: Reply = { status: 404, type: 'text', body: '404 page not found\n' };

export const wrongMethod: Reply = { status: 405, type: 'empty' };

export const unauthorized = refusal(401, 'W1R3: You are unauthorized to access this endpoint.');
