// How chats end by themselves and are gone on with, in English.

export const ending = {
  "line.inactive": "The chat ended by itself: the patient was here and wrote nothing",
  "line.idleWarned": "The patient was told that the chat ends at {time} if nothing more is written",
  "line.stillHere": "The patient is still here",
  "line.reopened": "The patient went on with the chat; it waits in {department}",
  "rating.title": "How the patient found it",
  "rating.5": "Very good (5 of 5)",
  "rating.4": "Good (4 of 5)",
  "rating.3": "All right (3 of 5)",
  "rating.2": "Not good (2 of 5)",
  "rating.1": "Bad (1 of 5)",
} as const;
