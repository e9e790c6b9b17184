// English texts about the end of a chat: the warning before it, going on with it, what was not sent, how it was. A chunk of its own,
// loaded beside the first screen.

export const after = {
  "quiet.warned": "This chat will end at {time} if nothing more is written.",
  "quiet.here": "I am still here",
  "quiet.failed": "That did not work: there is no connection. Please try again, or write a message.",
  "line.warned": "You were told that the chat would end at {time}",
  "line.stayed": "You said that you are still here",
  "line.inactive": "The chat ended because nothing was written for a while",
  "line.reopened": "You went on with this chat",

  "reopen.text": "Something left? You can go on with this chat until {time}. What was said stays here.",
  "reopen.button": "Go on with this chat",
  "reopen.over": "The time to go on with this chat is over.",

  "unsent.title": {
    one: "A message was not sent",
    other: "{n} messages were not sent",
  },
  "unsent.text": "Your chat ended before this reached us. It is only in this browser. You can go on with that chat and send it, copy it, or remove it. If it cannot wait, please call.",
  "unsent.list": "What was not sent",
  "unsent.copy": "Copy",
  "unsent.copied": "Copied",
  "unsent.marked": "Marked: press copy on your keyboard or in the menu.",
  "unsent.send": "Go on and send",
  "unsent.remove": "Remove",

  "rating.title": "How was this chat?",
  "rating.5": "Very good",
  "rating.4": "Good",
  "rating.3": "All right",
  "rating.2": "Not good",
  "rating.1": "Bad",
  "rating.comment": "Would you like to say more? (optional)",
  "rating.hint": "Staff who may read this chat can read it. It is deleted with the chat. Nobody answers here: if you need something, go on with the chat or call.",
  "rating.send": "Send comment",
  "rating.rated": "Thank you. Your answer was saved.",
  "rating.sent": "Thank you. Your answer and your comment were saved.",
  "rating.failed": "This was not saved: there is no connection. Please try again.",
} as const;
