// Listens where the browser would sound.
import type { BrowserContext, Page } from "@playwright/test";

/** Counts the tones of every page of this context from now on. */
export async function countTones(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard = { tones: 0 };
    Object.assign(window, { heard });
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at?: number) {
      heard.tones += 1;
      return begin.call(this, at);
    };
  });
}

export const tones = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { heard: { tones: number } }).heard.tones);
