// Finds texts that do not come from the string tables: in the invented languages every text of a table stands in brackets.
import type { Frame, Page } from "@playwright/test";

/** What stands on the screen, or is said by it, without brackets, but for what people wrote and what the site calls its own. */
export function untranslated(where: Page | Frame, known: readonly (string | RegExp)[]): Promise<string[]> {
  const own = known.map((each) => (typeof each === "string" ? each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : each.source));
  return where.evaluate((sources: string[]) => {
    const isKnown = new RegExp(`^(?:${sources.join("|")}|[\\d\\s.,:;/()+#?✓×·-]*)$`);
    const found: string[] = [];
    const look = (text: string | null | undefined): void => {
      // What is put into a text stands in it: the outermost brackets go with all that is between them.
      const rest = (text ?? "").replace(/⟦[\s\S]*⟧/g, "").trim();
      if (!isKnown.test(rest)) found.push(rest);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) look(node.getAttribute(name));
      } else if (!["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(node.parentElement?.tagName ?? "")) look(node.nodeValue);
    }
    return [...new Set(found)];
  }, own);
}
