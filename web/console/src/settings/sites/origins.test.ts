// Addresses as they are pasted, and what is kept of them.
import { expect, test } from "vitest";
import { tidied } from "./origins.ts";

test.each([
  ["http://localhost:8099/", "http://localhost:8099"],
  ["https://www.clinic.example/", "https://www.clinic.example"],
  ["HTTPS://WWW.Clinic.Example:443", "https://www.clinic.example"],
  ["www.clinic.example", "https://www.clinic.example"],
  ["localhost:8099", "http://localhost:8099"],
  ["http://clinic.example/", "http://clinic.example"],
  ["the clinic", "the clinic"],
  ["javascript:alert(1)", "javascript:alert(1)"],
  ["https://somebody@clinic.example", "https://somebody@clinic.example"],
  ["", ""],
])("%s is kept as %s, without a word", (typed, kept) => {
  expect(tidied([typed])).toEqual({ origins: [kept], dropped: [] });
});

test("a page of an address is left out, and it is said which", () => {
  expect(tidied(["https://clinic.example/contact?a=1#b", "https://other.example"])).toEqual({
    origins: ["https://clinic.example", "https://other.example"],
    dropped: [{ origin: "https://clinic.example", rest: "/contact?a=1#b" }],
  });
});
