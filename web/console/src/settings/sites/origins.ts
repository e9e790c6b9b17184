// Addresses of pages as people paste them, made into what browsers send of a page: scheme, host and perhaps a port.

export interface Tidied {
  /** Each line as it is kept; what cannot be read as an address stays as it was written. */
  origins: string[];
  /** What stood after an address and meant something: the address it was left out of, and what it was. */
  dropped: { origin: string; rest: string }[];
}

export function tidied(lines: readonly string[]): Tidied {
  const dropped: Tidied["dropped"] = [];
  const origins = lines.map((line) => {
    const url = urlOf(line);
    if (!url) return line;
    const rest = `${url.pathname}${url.search}${url.hash}`;
    // A slash alone is what browsers show at the end of every address.
    if (rest !== "/") dropped.push({ origin: url.origin, rest });
    return url.origin;
  });
  return { origins, dropped };
}

/** A host without a scheme is one of the web, as in the address bar; one on the machine itself is in clear. */
function urlOf(line: string): URL | undefined {
  const bare = /^(localhost|127\.0\.0\.1|(?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:\/|$)/i.exec(line);
  const local = bare?.[1] === "127.0.0.1" || bare?.[1]?.toLowerCase() === "localhost";
  const text = bare ? `${local ? "http" : "https"}://${line}` : line;
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    const url = new URL(text);
    return url.username === "" && url.password === "" ? url : undefined;
  } catch {
    return undefined;
  }
}
