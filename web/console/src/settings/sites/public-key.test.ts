// What comes out of a PEM file is what the server takes; a private key is known and kept out.
import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { isPrivate, keyIn } from "./public-key.ts";

const made = {
  EdDSA: generateKeyPairSync("ed25519"),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
} as const;

test.each(["EdDSA", "ES256"] as const)("%s: a PEM file becomes one line, and says its algorithm", (name) => {
  const { publicKey, privateKey } = made[name];
  const line = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const other = name === "EdDSA" ? "ES256" : "EdDSA";
  expect(keyIn(pem, other)).toEqual({ algorithm: name, public_key: line });
  expect(keyIn(`  ${line}\n`, other)).toEqual({ algorithm: name, public_key: line });
  expect(isPrivate(pem)).toBe(false);
  expect(isPrivate(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toBe(true);
  expect(isPrivate(privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"))).toBe(true);
});

test("what is no key stays as it is typed, for the server to refuse", () => {
  expect(keyIn("MCow", "ES256")).toEqual({ algorithm: "ES256", public_key: "MCow" });
  const sec1 = made.ES256.privateKey.export({ type: "sec1", format: "der" }).toString("base64");
  expect(isPrivate(sec1)).toBe(true);
});
