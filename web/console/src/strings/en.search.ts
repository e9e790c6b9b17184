// Words of the search through ended chats.
export const search = {
  "search.label": "Name or topic",
  "search.submit": "Search",
  "search.what": "Searches names and topics. What was written in a chat stays sealed and is not searched.",
  "search.more": "By date and person",
  "search.byDate": "By date",
  "search.from": "Opened from",
  "search.to": "Opened until",
  "search.servedBy": "Served by",
  "search.anyone": "Anyone",
  "search.clear": "Clear the search",
  "search.found": { one: "{n} chat found.", other: "{n} chats found." },
  "search.soFar": { one: "{n} chat found so far, back to {day}.", other: "{n} chats found so far, back to {day}." },
  "search.onward": "Search older chats",
  "keys.search": "Search, in the history",
} as const;
