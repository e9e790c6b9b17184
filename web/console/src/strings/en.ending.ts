// How chats end by themselves and are gone on with, in English.

export const ending = {
  "line.inactive": "The chat ended by itself: the patient was here and wrote nothing",
  "line.idleWarned": "The patient was told that the chat ends at {time} if nothing more is written",
  "line.stillHere": "The patient is still here",
  "line.reopened": "The patient went on with the chat; it waits in {department}",
} as const;
