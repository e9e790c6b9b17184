// A password to begin with: 80 bits from the browser's own source, in letters that are not mistaken for each other when told or typed.
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

export function newPassword(): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const letters = [...random].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}
