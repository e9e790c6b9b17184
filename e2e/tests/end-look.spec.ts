// The form before a chat and the screen after it, wherever they are opened: the way on is in sight, one thing scrolls, the rating comes
// first, the emergency line stays.
import type { Locator } from "@playwright/test";
import { Patient } from "../support/patient.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const SHOTS = process.env["SHOTS"];
const WORDS = {
  en: { end: "End chat", on: "Go on with this chat", again: "Start a new chat", copy: "Save a copy", start: "Start chat", good: "Very good", saved: "Thank you. Your answer was saved.", until: /You can go on with this chat until/ },
  es: { end: "Terminar", on: "Continuar este chat", again: "Empezar otro chat", copy: "Guardar una copia", start: "Empezar el chat", good: "Muy bueno", saved: "Gracias. Su respuesta se guardó.", until: /Puede continuar este chat hasta/ },
};
const SIZES = [[360, 640], [390, 780], [1280, 800]] as const;

for (const language of ["en", "es"] as const) {
  test(`end of a chat: rating, copy and going on stand in this order, in one scrolling screen; before it "Start chat" is in sight (${language})`, { tag: ["@end", "@rating"] }, async ({ browser }) => {
    test.setTimeout(180_000);
    const words = WORDS[language];
    for (const [at, [width, height]] of SIZES.entries()) {
      const what = `${width}x${height}`;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: (at + (language === "en" ? 0 : 1)) % 2 === 0 ? "light" : "dark" });
      const patient = await Patient.visit(context, held.server.sameSite);
      if (language === "es") await patient.page.evaluate(() => (document.documentElement.lang = "es"));
      if (language === "es") {
        await patient.page.route("**/panel/?*", (route) => route.continue({ url: route.request().url().replace(/lang=[^&]*/, "lang=es") }));
      }
      const panel = patient.panel;
      const picture = async (name: string): Promise<void> => {
        if (!SHOTS) return;
        await patient.page.waitForTimeout(300);
        await patient.page.screenshot({ path: `${SHOTS}/${name}-${language}-${what}.png` });
      };
      const whole = async (locator: Locator, name: string): Promise<void> => expect(locator, `${name}, ${language} ${what}`).toBeInViewport({ ratio: 1 });
      await patient.launcher.click();
      await panel.getByRole("button", { name: "General questions" }).click();
      const start = panel.getByRole("button", { name: words.start });
      await whole(start, "the way on");
      const foot = await panel.locator(".body").evaluate((body) => {
        const beneath = body.getBoundingClientRect().bottom - (body.querySelector(".foot")?.getBoundingClientRect().bottom ?? 0);
        return body.scrollHeight > body.clientHeight ? beneath : 0;
      });
      expect(foot, "nothing is seen beneath the button").toBeLessThan(1);
      await picture("form");
      await panel.locator("details summary").click();
      for (const sentence of [panel.locator("details summary"), panel.locator("details li").first()]) await whole(sentence, "what was opened");
      await whole(start, "the way on, beneath it");
      await picture("protected");
      await start.click();
      const box = panel.locator("textarea");
      await expect(box).toBeVisible();
      for (let n = 1; n <= 6; n += 1) {
        await box.fill(`Line ${n} of what I have to say about my knee`);
        await box.press("Enter");
        await expect(box).toHaveValue("");
      }
      await panel.getByRole("button", { name: words.end }).click();
      await panel.getByRole("dialog").getByRole("button", { name: words.end }).click();

      const line = panel.locator(".line");
      const steps = panel.locator(".rating .step");
      await expect(steps).toHaveCount(5);
      await picture("end");
      await whole(panel.locator(".rating"), "the rating");
      await whole(line, "the emergency line");
      const order = [panel.locator(".rating"), panel.getByRole("button", { name: words.copy }), panel.getByText(words.until), panel.getByRole("button", { name: words.on }), panel.getByRole("button", { name: words.again })];
      for (const one of order) await whole(one, "each part of the end");
      const tops = await Promise.all(order.map(async (one) => (await one.boundingBox())?.y ?? NaN));
      expect([...tops].sort((a, b) => a - b), "in this order").toEqual(tops);
      const scrolling = await panel.locator("body").evaluate((body) =>
        [document.documentElement, ...body.querySelectorAll("*")]
          .filter((element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowY))
          .filter((element) => element.scrollHeight > element.clientHeight)
          .map((element) => element.className || element.tagName),
      );
      expect(scrolling, `one thing scrolls at ${what}`).toEqual(["over"]);

      await panel.getByRole("radio", { name: words.good }).check();
      await expect(panel.locator(".rating [role=status]")).toHaveText(words.saved);
      await picture("rated");
      await whole(panel.locator(".rating [role=status]"), "what came of it");
      await whole(panel.locator("#rating-comment"), "the box for a comment");
      await whole(line, "the emergency line after rating");
      await context.close();
    }
  });
}
