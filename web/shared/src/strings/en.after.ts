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
} as const;
