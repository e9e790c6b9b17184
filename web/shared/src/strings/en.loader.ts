// Every English text of the loader.
export const loader = {
  label: "Chat with us",
  "label.unread": {
    one: "{label}, {n} unread message",
    other: "{label}, {n} unread messages",
  },
  opening: "Opening the chat",
  away: "The chat does not answer at the moment.",
  "away.retry": "Try again",
  close: "Close",
  emergency: "In an emergency call {number}",
  phone: "Call the clinic: {phone}",
} as const;
