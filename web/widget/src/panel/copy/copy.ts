// The patient's own copy of a chat: what the screen shows, as readable HTML and as plain text. Pure. Nothing hidden or masked stands in
// it in clear, not even what only others cannot see: a file gets about.
import { type Conversation, isSame, isText, pendingToShow, sendState } from "../../../../shared/src/conversation.ts";
import { linkedPieces } from "../../../../shared/src/links.ts";
import type { EmergencyContact, ShownText } from "../../../../shared/src/wire.gen.ts";
import { isSameDay } from "../days.ts";
import { lineOf } from "../lines.ts";
import { nameOf } from "../names.ts";
import { c as t, DIRECTION, l, LANGUAGE, LOCALE } from "../text.ts";
import { isCovered, maskWords, timeOf } from "../words.ts";

export interface About {
  clinic: string;
  contact: EmergencyContact;
  /** When the copy is made, in milliseconds. */
  now: number;
}

export interface Copy {
  /** Without an ending. */
  name: string;
  html: string;
  text: string;
}

/** A day, or something that was said or happened. */
type Line = { day: string } | { time: string; who?: string; text: string };

const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full" });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "long" });

export function copyOf(c: Conversation, about: About): Copy {
  const title = t("file.title", { clinic: about.clinic });
  const head = headOf(c, about);
  const lines = linesOf(c);
  const foot = [
    ...(c.state.protection.custody === "ephemeral" ? [t("file.only")] : []),
    ...(c.state.phase === "closed" ? [] : [t("file.running")]),
    t("file.shared"),
  ];
  const date = new Date(about.now);
  const iso = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  return {
    name: t("file.name", { date: iso }),
    html: htmlOf(title, head, lines, foot),
    text: `${[title, ...head, "", ...lines.map(plain), "", ...foot].join("\r\n")}\r\n`,
  };
}

function headOf({ state }: Conversation, { contact, now }: About): string[] {
  return [
    t("file.department", { department: state.department_name }),
    ...(contact.number ? [t("file.emergency", { number: contact.number })] : []),
    ...(contact.phone ? [t("file.phone", { phone: contact.phone })] : []),
    t("file.made", { when: moment.format(now) }),
    t("file.zone", { zone: moment.resolvedOptions().timeZone }),
  ];
}

function linesOf(c: Conversation): Line[] {
  const out: Line[] = [];
  let last: number | undefined;
  const add = (at: number, text: string, who?: string): void => {
    if (last === undefined || !isSameDay(last, at)) out.push({ day: day.format(at) });
    last = at;
    out.push({ time: timeOf(at), text, ...(who === undefined ? {} : { who }) });
  };
  for (const entry of c.entries) {
    if (isText(entry)) {
      const state = isSame(entry.author, c.me) ? sendState(c, entry) : "sent";
      const text = shownOf(entry.shown);
      add(entry.at, state === "held" ? t("file.state", { text, state: l("state.held") }) : text, nameOf(entry.author));
    } else if (lineOf(entry) !== "") add(entry.at, lineOf(entry));
  }
  for (const { at, shown } of pendingToShow(c)) {
    add(at, t("file.state", { text: shownOf(shown), state: l("state.waiting") }), nameOf(c.me));
  }
  return out;
}

/** As on the screen; what is hidden from others is covered here too. */
function shownOf(shown: ShownText): string {
  return linkedPieces(shown)
    .map(({ text, span }) => (!span || isCovered(text) ? text : t("file.covered", { what: maskWords(span, "XX") })))
    .join("");
}

/** What a person wrote is indented where it has lines of its own, so that it cannot look like somebody else's. */
function plain(line: Line): string {
  if ("day" in line) return `\r\n${line.day}`;
  const text = line.text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).join("\r\n    ");
  return line.who === undefined ? `${line.time} ${text}` : t("file.line", { time: line.time, who: line.who, text });
}

const STYLE =
  ":root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:70ch;margin:24px auto;padding:0 16px}" +
  "p{margin:4px 0}dl{margin:0}dt{margin-top:12px}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}footer{margin-top:24px}";

function htmlOf(title: string, head: string[], lines: Line[], foot: string[]): string {
  const paragraphs = (all: string[]): string => all.map((text) => `<p>${escape(text)}</p>`).join("\n");
  return `<!doctype html>
<html lang="${LANGUAGE}" dir="${DIRECTION}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
${paragraphs(head)}
</header>
<main>
${lines.map(markup).join("\n")}
</main>
<footer>
${paragraphs(foot)}
</footer>
</body>
</html>
`;
}

function markup(line: Line): string {
  if ("day" in line) return `<h2>${escape(line.day)}</h2>`;
  if (line.who === undefined) return `<p>${escape(line.time)} ${escape(line.text)}</p>`;
  const head = `<dt><bdi>${escape(line.who)}</bdi>, ${escape(line.time)}</dt>`;
  return `<dl>${head}<dd dir="auto">${escape(line.text)}</dd></dl>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
