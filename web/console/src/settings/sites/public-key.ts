// A public key as somebody pastes it: a PEM file, or the line in it.
import type { Signer } from "../../../../shared/src/wire.gen.ts";

/** How SubjectPublicKeyInfo of each algorithm begins, in base64 (RFC 8410 §4, RFC 5480 §2). */
const BEGINS = { EdDSA: "MCowBQYDK2Vw", ES256: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" } as const;
/** How a private key of these algorithms begins without the lines around it (RFC 5958, RFC 5915). */
const PRIVATE = /^(MC4CAQAwBQYDK2Vw|MFECAQEwBQYDK2Vw|MIGHAgEAMBMGByqGSM49|MHcCAQEE)/;

/** The key on one line, with the algorithm it says itself. */
export function keyIn(text: string, otherwise: Signer["algorithm"]): Signer {
  const public_key = text.replace(/-----[^-]*-----/g, "").replace(/\s+/g, "");
  const algorithm = (["EdDSA", "ES256"] as const).find((name) => public_key.startsWith(BEGINS[name])) ?? otherwise;
  return { algorithm, public_key };
}

/** The half that never leaves the clinic's own server. */
export function isPrivate(text: string): boolean {
  return /PRIVATE KEY-----/.test(text) || PRIVATE.test(text.replace(/\s+/g, ""));
}
