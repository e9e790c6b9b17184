// Every English text of loader and panel. Keys say where a text stands; a sentence is one entry, placeholders in braces.

export const loader = {
  label: "Chat with us",
  "label.unread": {
    one: "{label}, {n} unread message",
    other: "{label}, {n} unread messages",
  },
  frame: "Chat",
  opening: "Opening the chat",
  away: "The chat does not answer at the moment.",
  "away.retry": "Try again",
  close: "Close",
  emergency: "In an emergency call {number}",
  phone: "Call the clinic: {phone}",
} as const;

export const widget = {
  // Header
  "header.close": "Close the chat window",
  "header.end": "End chat",
  "header.staffed": "Staff are here",
  "header.away": "Nobody is here right now",
  "header.with": "Chatting with {name}",
  "header.gone": "{name} lost the connection and will be back",
  "header.title": "Chat",
  "header.ended": "This chat has ended",

  // Emergency
  "emergency.label": "Emergency numbers",
  "emergency.line": "Not for emergencies: call {number}",
  "emergency.clinic": "Clinic: {phone}",
  "emergency.title": "Is this an emergency?",
  "emergency.text": "Nobody may be reading this right now. Do not wait for an answer here.",
  "emergency.call": "Call {number} now",
  "emergency.phone": "Call the clinic: {phone}",
  "emergency.hide": "Hide this notice",

  // Failure
  "failure.title": "The chat is not available at the moment",
  "failure.text": "Nothing was sent. Please call us, or try again in a little while.",
  "failure.site": "This page is not set up for the chat yet. Please call the clinic.",
  "failure.retry": "Try again",
  loading: "Loading …",

  // Start
  "start.department": "Who would you like to talk to?",
  "start.department.staffed": "Staff are online",
  "start.department.away": "Nobody is online right now; you can leave a message",
  "start.department.closed": "Closed now; you can leave a message",
  "start.back": "Choose another team",
  "start.title": "Before we start",
  "start.name": "What may we call you? (optional)",
  "start.topic": "What is it about, in a few words? (optional)",
  "start.optional": "{label} (optional)",
  "start.agree": "By choosing “Start chat” you agree to this. Nothing you write here is sent before that.",
  "start.button": "Start chat",
  "start.starting": "Starting …",
  "start.error.required": "Please fill in: {label}",
  "start.error.email": "Please write an e-mail address such as name@example.com",
  "start.error.phone": "Please write a telephone number with at least 7 digits",
  "start.error.long": { one: "Please use {n} character at most", other: "Please use {n} characters at most" },
  "start.error.server": "The chat could not be started: {message} What you wrote is still here.",
  "start.error.offline": "There is no connection. What you wrote is still here; please try again.",
  "start.error.consent": "The notice below has changed. Please read it again before you start.",
  "start.error.busy": {
    one: "Many people are asking right now. Please try again in {n} second, or call us.",
    other: "Many people are asking right now. Please try again in {n} seconds, or call us.",
  },

  // Protection; its sentences are a table of their own, loaded beside the first screen
  "protection.title": "How this chat is protected",
  "protection.failed": "This could not be loaded. Please reload the page, or call us.",

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
  "log.you": "You",
  "log.from": "{who}, {time}",
  "log.joined": "{name} joined",
  "log.transferred": "{name} passed you on to {department}",
  "log.transferred.system": "A colleague in {department} will take over",
  "log.ended.visitor": "You ended the chat",
  "log.ended.staff": "{name} ended the chat",
  "log.ended.system": "The chat has ended",
  "log.ended.left": "The chat ended because the connection was lost for too long",
  "log.typing": "{name} is typing …",
  "log.staff": "Staff",
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
  "failed.other": "This message could not be taken: {message}",

  // Composer
  "composer.label": "Write a message",
  "composer.send": "Send",
  "composer.left": { one: "{n} character left", other: "{n} characters left" },
  "composer.over": { one: "{n} character too many", other: "{n} characters too many" },
  "composer.loading": "Getting ready …",
  "composer.unready": "The part that hides card numbers could not be loaded, so nothing can be sent.",
  "composer.noclip": "Copying and pasting are switched off in this chat.",

  // Connection
  "connection.offline": "Offline. Your message is kept here and sent when you are back.",
  "connection.offline.idle": "Offline. We are trying to connect again.",
  "connection.back": "Connected again.",
  "connection.upgrade": "This page is older than the chat. Please reload it.",
  "connection.ended": "This chat was closed on another page or has timed out.",
  "connection.stale": "This page is older than the chat. Copy what you have not sent, then reload it.",
  "connection.reload": "Reload",

  // What the browser keeps
  "kept.nothing": "Keep this page open: what you write is not kept anywhere else.",
  "cookieless.text": "Your browser keeps no cookie for this chat, so the chat ends when you leave or reload this page.",

  // Ending
  "end.title": "End this chat?",
  "end.text": "Neither side can write in it afterwards.",
  "end.confirm": "End chat",
  "end.cancel": "Keep chatting",
  "end.failed": "The chat could not be ended: there is no connection. Please try again.",
  "ended.text": "Thank you. If something is left, start a new chat or call us.",
  "ended.again": "Start a new chat",

  // Announcements
  "say.message": "{who}: {text}",
} as const;
