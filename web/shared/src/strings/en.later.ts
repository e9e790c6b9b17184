// English texts of the panel that are not needed to write the first message: log, masks, send states, the end of a chat.

export const later = {
  // Queue; what else is said of it is a table of its own, loaded beside the first screen
  "queue.next": "You are next in line",
  "queue.place.ordinal": {
    one: "You are {n}st in line",
    two: "You are {n}nd in line",
    few: "You are {n}rd in line",
    other: "You are {n}th in line",
  },

  // Log
  "log.label": "Messages",
  "log.from": "{who}, {time}",
  "log.joined": "{name} joined",
  "log.transferred": "{name} passed you on to {department}",
  "log.transferred.system": "A colleague in {department} will take over",
  "log.ended.visitor": "You ended the chat",
  "log.ended.staff": "{name} ended the chat",
  "log.ended.system": "The chat has ended",
  "log.ended.left": "The chat ended because the connection was lost for too long",
  "log.typing": "{name} is typing …",
  "log.newer": "New messages below",
  "log.new": "New messages",
  "log.today": "Today",

  // Masked texts
  "mask.CARD": "card number hidden",
  "mask.SSN": "social security number hidden",
  "mask.EMAIL": "e-mail address hidden",
  "mask.PHONE": "telephone number hidden",
  "mask.OTHER": "private detail hidden",
  "mask.ends": "{what}, ends in {digits}",
  "masked.CARD": "We hid your card number.",
  "masked.SSN": "We hid your social security number.",
  "masked.EMAIL": "We hid your e-mail address.",
  "masked.PHONE": "We hid your telephone number.",
  "masked.OTHER": "We hid a private detail.",
  "hidden.EMAIL": "Only the staff who help you can see your e-mail address.",
  "hidden.PHONE": "Only the staff who help you can see your telephone number.",
  "hidden.OTHER": "Only the staff who help you can see this detail.",

  // Send states
  "state.waiting": "Not sent yet",
  "state.sending": "Sending",
  "state.sent": "Sent",
  "state.delivered": "Delivered",
  "state.read": "Read",
  "state.held": "Being checked by staff",
  "state.failed": "Not sent",
  "failed.retry": "Try again",
  "failed.discard": "Remove",
  "failed.too_long": "This message is too long. Please send it in parts.",
  "failed.closed": "The chat had ended before this arrived.",
  "failed.other": "This message could not be taken. Please try again, or call us.",

  // What the browser keeps
  "kept.nothing": "Keep this page open: what you write is not kept anywhere else.",
  "cookieless.text": "Your browser keeps no cookie for this chat, so the chat ends when you leave or reload this page.",

  // Ending
  "end.title": "End this chat?",
  "end.text": "Neither side can write in it afterwards.",
  "end.confirm": "End chat",
  "end.cancel": "Keep chatting",
  "end.failed": "The chat could not be ended: there is no connection. Please try again.",
  "ended.text": "If you need something else, start a new chat or call us.",
  "ended.again": "Start a new chat",

  // Announcements
  "say.message": "{who}: {text}",

  // Connection
  "connection.offline": "Offline. Your message is kept here and sent when you are back.",
  "connection.upgrade": "This page is older than the chat. Please reload it.",
  "connection.ended": "This chat was closed on another page or has timed out.",
} as const;
