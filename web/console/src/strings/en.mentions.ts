// Mentions in notes: the English strings.
export const mentions = {
  "notice.mention": "A colleague mentioned you in a note",
  "mention.spoken": "{from} mentioned you in a note on a chat in {department}.",
  "mention.list": "Mentions {n}",
  "mention.from": "{from} asks for you",
  "mention.read": "Read along",
  "mention.readName": "Read along in the chat with {name}",
  "mention.away": "Put away",
  "mention.awayName": "Put away the mention in the chat with {name}",
  "mention.label": "Colleagues",
  "mention.found": { one: "{n} colleague. Enter puts the name into the note.", other: "{n} colleagues. Arrows choose, Enter puts the name into the note." },
  "mention.nothing": "No colleague of this department fits. Esc closes this list.",
  "mention.put": "{name}: they get a sign with this note, without its text.",
  "mention.online": "online",
  "mention.offline": "not online",
} as const;
