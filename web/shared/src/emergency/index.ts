// Temporary: replaced by the shared phrase list.
export function emergency(text: string): boolean {
  return /chest pain|can'?t breathe|kill myself|suicid/i.test(text);
}
