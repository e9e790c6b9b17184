// English texts of waiting, and of messages that are left instead. A chunk of its own, loaded beside the first screen.

export const waiting = {
  "queue.waiting": "You are in line",
  "queue.estimate": { one: "About {n} minute", other: "About {n} minutes" },
  "queue.estimate.soon": "Less than a minute",
  "queue.write": "You can write already; it is the first thing we will read.",
  "queue.unstaffed": "Nobody at {department} is online right now. You can leave your message here.",
  "queue.offered": "{department} will be with you soon",
  "queue.leave": "Leave a message instead",
  "queue.leaving": "Leaving it …",
  "queue.leave.failed": "That did not work: there is no connection. You are still in line.",

  "left.title": "Your message was received",
  "left.text": "{department} will read it and answer here. You may close this page: you can read the answer in this browser until {when}.",
  "left.cookieless": "{department} will read it and answer here. Keep this page open: your browser keeps no cookie for this chat.",
  "left.add": "You can add to it below.",
  "left.shared": "On a shared computer others could read the answer.",
  "left.forget": "Forget it in this browser",

  "closed.title": "{department} is closed now",
  "closed.opens": "It opens on {when}.",
  "closed.there": "At the clinic that is {when}.",
  "closed.unknown": "We do not know yet when it opens again.",
  "closed.leave": {
    one: "Leave a message, and we will answer it when we are back. You can read the answer in this browser for {n} day; leave a telephone number if you are not sure to be back by then.",
    other: "Leave a message, and we will answer it when we are back. You can read the answer in this browser for {n} days; leave a telephone number if you are not sure to be back by then.",
  },
  "closed.over": "{department} is open now.",
  "closed.kept": "What you wrote is not lost: it will be in the message box.",
  "closed.urgent": "If it cannot wait, please call.",
  "message.label": "Your message",
  "message.required": "Please write your message.",
  "message.long": { one: "Please use {n} character at most", other: "Please use {n} characters at most" },
  "agree": "By choosing “Leave message” you agree to this. Nothing you write here is sent before that.",
  "button": "Leave message",
  "sending": "Sending …",
} as const;
