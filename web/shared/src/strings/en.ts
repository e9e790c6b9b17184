// English texts of the panel, those that its first screens need. Keys say where a text stands; a sentence is one entry, placeholders
// in braces.

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
  "start.error.server": "The chat could not be started. What you wrote is still here; please try again, or call us.",
  "start.error.offline": "There is no connection. What you wrote is still here; please try again.",
  "start.error.consent": "The notice below has changed. Please read it again before you start.",
  "start.error.busy": {
    one: "Many people are asking right now. Please try again in {n} second, or call us.",
    other: "Many people are asking right now. Please try again in {n} seconds, or call us.",
  },

  // Protection; its sentences are a table of their own, loaded beside the first screen
  "protection.title": "How this chat is protected",
  "protection.failed": "This could not be loaded. Please reload the page, or call us.",
  "log.you": "You",
  "log.staff": "Staff",

  // Composer
  "composer.label": "Write a message",
  "composer.send": "Send",
  "composer.left": { one: "{n} character left", other: "{n} characters left" },
  "composer.over": { one: "{n} character too many", other: "{n} characters too many" },
  "composer.loading": "Getting ready …",
  "composer.unready": "The part that hides card numbers could not be loaded, so nothing can be sent.",
  "composer.noclip": "Copying and pasting are switched off in this chat.",

  // Connection
  "connection.offline.idle": "Offline. We are trying to connect again.",
  "connection.back": "Connected again.",
  "connection.stale": "This page is older than the chat. Copy what you have not sent, then reload it.",
  "connection.reload": "Reload",
} as const;
