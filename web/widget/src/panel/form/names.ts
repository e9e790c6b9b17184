// What is typed into the form before a chat, by the names of its fields.
export type Values = Readonly<Record<string, string>>;

/** Form keys are the department's; a prefix keeps them apart from name and topic. */
export function fieldName(key: string): string {
  return `form.${key}`;
}
