// The key by which a retry is known as one: a random UUID (RFC 9562, version 4).
export function newClientKey(): string {
  return crypto.randomUUID();
}
