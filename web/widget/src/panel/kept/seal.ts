// Seals what the browser keeps: AES-256-GCM under a key that no script can read out, bound to where it belongs.

/** Where a text belongs: it opens nowhere else. */
export interface Place {
  site: string;
  conversation: string;
  kind: "draft" | "outgoing";
  id: string;
}

export interface SealedText {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

const IV_BYTES = 12;

/** A fresh key; the browser keeps it and lends it, and gives it to nobody. */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, place: Place, value: unknown): Promise<SealedText> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, bytes: await crypto.subtle.encrypt(algorithm(iv, place), key, plain) };
}

/** Undefined for what was altered, moved, or sealed under another key. */
export async function open(key: CryptoKey, place: Place, { iv, bytes }: SealedText): Promise<unknown> {
  try {
    const plain = await crypto.subtle.decrypt(algorithm(iv, place), key, bytes);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, { site, conversation, kind, id }: Place): AesGcmParams {
  const bound = JSON.stringify(["bedside kept v1", site, conversation, kind, id]);
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(bound) };
}
