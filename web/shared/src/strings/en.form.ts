// English texts of the form before a chat: what is wrong with an answer, and what only some forms have.
export const form = {
  choose: "Please choose",
  tick: "Please tick this to go on",
  date: "Please write a day of the calendar, such as 1980-05-31",
  required: "Please fill in: {label}",
  email: "Please write an e-mail address such as name@example.com",
  phone: "Please write a telephone number with at least 7 digits",
  long: { one: "Please use {n} character at most", other: "Please use {n} characters at most" },
  verified: "Given by the clinic: {value}",
  unverified: "What the clinic’s page knows about you could not be checked. Please fill in the form yourself.",
} as const;
