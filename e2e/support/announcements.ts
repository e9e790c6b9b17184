// What a screen reader is told: every change of every live region of a page and its frames, in order.
import type { BrowserContext } from "@playwright/test";

/** "polite: …" waits for the reader to finish, "at once: …" interrupts it. */
export class Announcements {
  readonly heard: string[] = [];

  /** Listens to every page of the context that is opened from now on. */
  static async of(context: BrowserContext): Promise<Announcements> {
    const announcements = new Announcements();
    await context.exposeFunction("heardByTheTest", (what: string) => void announcements.heard.push(what));
    await context.addInitScript(listen);
    return announcements;
  }
}

function listen(): void {
  const LIVE = "[aria-live=polite], [aria-live=assertive], [role=status]:not([aria-live]), [role=alert]:not([aria-live])";
  const said = new Map<Element, string>();
  const look = (): void => {
    for (const region of document.querySelectorAll(LIVE)) {
      const text = (region.textContent ?? "").replace(/\s+/g, " ").trim();
      if (text === (said.get(region) ?? "")) continue;
      said.set(region, text);
      const urgent = region.getAttribute("aria-live") === "assertive" || region.getAttribute("role") === "alert";
      if (text !== "") (window as unknown as { heardByTheTest(what: string): void }).heardByTheTest(`${urgent ? "at once" : "polite"}: ${text}`);
    }
    for (const region of said.keys()) if (!region.isConnected) said.delete(region);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-live", "role"] });
}
