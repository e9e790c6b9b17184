// English texts of the sound for new messages: in the chunk of the chat, not in the first.

export const sound = {
  name: "Sound for new messages",
  on: "The sound is on",
  off: "The sound is off",
} as const;
