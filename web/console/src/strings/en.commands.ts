// The command bar: the English strings.
export const commands = {
  "keys.commands": "Find an action or a chat; with Cmd on a Mac",
  "rail.commands": "Find",
  "commands.title": "Find an action or a chat",
  "commands.field": "What you look for",
  "commands.hint": "A name, or a word of what to do",
  "commands.list": "Actions and chats",
  "commands.found": { one: "{n} found. Enter does it.", other: "{n} found. Arrows choose, Enter does it." },
  "commands.nothing": "Nothing fits. Chats are found by the name their patient gave.",
  "commands.screen": "Go to {screen}",
  "commands.online": "Set yourself to online",
  "commands.away": "Set yourself to away",
  "commands.signOut": "Sign out",
  "commands.chat": "Open the chat with {name}",
  "commands.waits": "Look at {name}, who waits",
} as const;
