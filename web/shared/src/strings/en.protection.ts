// How a chat is protected: the English sentences, a chunk of their own.
export const protection = {
  "read.managed":
    "The people at {department} who help you and their supervisors can read this chat. Later only staff with the right to do so can, and each time is written down.",
  "read.ephemeral": "Only the people in this chat and their supervisors can read it, and only while it lasts.",
  "read.sealed":
    "The people in this chat and their supervisors can read it while it lasts. Afterwards only the clinic’s holder of the private key can open it; this server cannot.",
  "read.end-to-end": "Only your browser and the browsers of the staff of {department} can read this chat.",
  "encrypted.managed":
    "It is encrypted on its way, and stored encrypted with a key of its own that is kept apart from the chat.",
  "encrypted.customer":
    "It is encrypted on its way, and stored encrypted with a key that only the clinic’s own key service can unlock.",
  "encrypted.ephemeral": "It is encrypted on its way and is not stored.",
  "encrypted.sealed": "It is encrypted on its way, and stored encrypted to a key that this server does not have.",
  "encrypted.end-to-end": "It is encrypted in your browser, before it is sent.",
  "hidden":
    "When we recognise a card number or a social security number we replace it with X’s before it is sent. Please leave out what is not needed.",
  "kept.days": {
    one: "The clinic wants it kept for {n} day after the chat ends. This version does not delete it by itself yet.",
    other: "The clinic wants it kept for {n} days after the chat ends. This version does not delete it by itself yet.",
  },
  "kept.hours": {
    one: "The clinic wants it kept for {n} hour after the chat ends. This version does not delete it by itself yet.",
    other: "The clinic wants it kept for {n} hours after the chat ends. This version does not delete it by itself yet.",
  },
  "kept.minutes": {
    one: "The clinic wants it kept for {n} minute after the chat ends. This version does not delete it by itself yet.",
    other: "The clinic wants it kept for {n} minutes after the chat ends. This version does not delete it by itself yet.",
  },
  "kept.ephemeral": "Nothing of it is kept after the chat ends.",
  "ask": "Questions about this? Ask {name}: {phone}",
} as const;
