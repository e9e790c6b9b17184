// What WCAG asks of how things behave: keys, pointer, forms, sign-in, help in the same place.
import type { Locator, Page } from "@playwright/test";
import { Patient } from "../support/patient.ts";
import { DANA, PASSWORD } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { tour } from "../support/tour.ts";
import { isHidden, walk } from "../support/walk.ts";

const held = useServer();

test("keys that are single letters can be switched off, and stay off", { tag: ["@keyboard", "@wcag-2.1.4"] }, async ({ context }) => {
  const dana = await Staff.visit(context, held.server);
  await dana.signIn(DANA);
  await dana.connected();
  const { keyboard } = dana.page;
  const dialog = dana.page.getByRole("dialog");
  const letter = async (): Promise<void> => {
    await dana.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await keyboard.press("s");
  };
  await letter();
  await expect(dialog, "on at first").toBeVisible();
  await keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await dana.page.getByRole("button", { name: "Keys" }).click();
  await dialog.getByRole("checkbox").uncheck();
  await keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  for (const again of [false, true]) {
    if (again) {
      await dana.page.reload();
      await dana.connected();
    }
    await letter();
    // What the key would have opened is opened by the next press of its button, so nothing else can be open.
    await expect(dialog).toHaveCount(0);
    await dana.page.getByRole("button", { name: "Keys" }).click();
    await expect(dialog).toHaveCount(1);
    await expect(dialog.getByRole("checkbox")).not.toBeChecked();
    await keyboard.press("Escape");
  }
  await dana.page.getByRole("button", { name: "Keys" }).click();
  await dialog.getByRole("checkbox").check();
  await context.close();
});

test("a press that is dragged off a control does nothing", { tag: ["@wcag-2.5.2"] }, async ({ context }) => {
  const patient = await Patient.visit(context, held.server.sameSite);
  await pressAndLeave(patient.page, patient.launcher);
  await expect(patient.launcher).toHaveAttribute("aria-expanded", "false");
  await patient.open();
  await pressAndLeave(patient.page, patient.panel.getByRole("button", { name: "Billing" }));
  await expect(patient.panel.getByRole("button", { name: "Billing" })).toBeVisible();
  await patient.fill({ name: "Pia" });
  await pressAndLeave(patient.page, patient.panel.getByRole("button", { name: "Start chat" }));
  await expect(patient.panel.getByRole("button", { name: "Start chat" })).toBeVisible();
  await expect(patient.composer).toBeHidden();

  const dana = await Staff.visit(context, held.server);
  await dana.signIn(DANA);
  await pressAndLeave(dana.page, dana.page.getByRole("button", { name: "Sign out" }));
  await expect(dana.page.getByRole("dialog")).toHaveCount(0);
  await pressAndLeave(dana.page, dana.page.getByRole("button", { name: "History" }));
  await expect(dana.page.getByRole("heading", { name: "Ended chats" })).toHaveCount(0);
  await dana.page.getByRole("button", { name: "History" }).click();
  await expect(dana.page.getByRole("heading", { name: "Ended chats" }), "and a whole press does").toBeVisible();
});

test(
  "forms: each field has a label that is seen, filling in changes nothing, an error is told in words at its field with what to do, and nothing typed is lost",
  { tag: ["@pre-chat-form", "@wcag-3.2.2", "@wcag-3.3.1", "@wcag-3.3.2", "@wcag-3.3.3", "@wcag-3.3.7"] },
  async ({ context }) => {
    const patient = await Patient.visit(context, held.server.sameSite);
    await patient.open();
    await patient.fill({ department: "Billing", name: "Maria" });
    await patient.panel.getByRole("button", { name: "Choose another team" }).click();
    await patient.fill({ department: "Nurse line" });
    await expect(patient.panel.getByLabel("What may we call you?"), "not asked for again").toHaveValue("Maria");
    const fields = patient.panel.locator("form input");
    const words = ["Maria", "A bill", "12"];
    expect(await fields.count()).toBe(words.length);
    const heading = patient.panel.getByRole("heading", { level: 2 });
    await expect(heading).toHaveText("Nurse line");
    for (const [at, text] of words.entries()) {
      const field = fields.nth(at);
      const label = await field.evaluate((input: HTMLInputElement) => {
        const [label] = input.labels ?? [];
        return label?.checkVisibility() ? label.textContent : "";
      });
      expect(label, `field ${at} has a label`).not.toBe("");
      await field.fill(text);
      await field.press("Tab");
      await expect(heading, "still the same screen").toHaveText("Nurse line");
      await expect(patient.panel.locator("form")).toBeVisible();
    }
    await patient.panel.getByRole("button", { name: "Start chat" }).click();
    const callback = patient.panel.getByLabel("Call-back number");
    await expect(callback).toHaveAttribute("aria-invalid", "true");
    await expect(callback, "told with the field").toHaveAccessibleDescription(/Please write a telephone number/);
    await expect(callback, "the focus is on what must be mended").toBeFocused();
    for (const [at, text] of words.entries()) await expect(fields.nth(at)).toHaveValue(text);
    await callback.fill("+1 212 555 0188");
    await patient.start();

    const dana = await Staff.visit(context, held.server);
    await dana.page.getByRole("button", { name: "Sign in" }).click();
    const email = dana.page.locator("input[name=email]");
    await expect(email).toHaveAttribute("aria-invalid", "true");
    await expect(email).toHaveAccessibleDescription("Enter your e-mail address.");
    await expect(email).toBeFocused();
  },
);

test("signing in asks for nothing to be remembered or solved: paste works, the browser may fill in, the password can be looked at", { tag: ["@wcag-3.3.8"] }, async ({ browser }) => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const dana = await Staff.visit(context, held.server);
  const email = dana.page.locator("input[name=email]");
  const password = dana.page.locator("input[name=password]");
  await expect(email).toHaveAttribute("autocomplete", "username");
  await expect(password).toHaveAttribute("autocomplete", "current-password");
  for (const [field, text] of [[email, DANA], [password, PASSWORD]] as const) {
    await dana.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await field.focus();
    await dana.page.keyboard.press("ControlOrMeta+v");
    await expect(field).toHaveValue(text);
  }
  await dana.page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await dana.page.getByRole("button", { name: "Sign in" }).click();
  await expect(dana.page.getByRole("navigation", { name: "Screens" })).toBeVisible();
  await context.close();
});

test(
  "help is on every screen of the widget and last of all, the console's screens are in the same order everywhere, and nothing opens under the pointer",
  { tag: ["@wcag-1.4.13", "@wcag-3.2.3", "@wcag-3.2.6"] },
  async ({ browser }) => {
    test.setTimeout(180_000);
    const found: string[] = [];
    const rails: string[][] = [];
    let helped = 0;
    await tour({
      browser,
      server: held.server,
      async look({ side, name, page }) {
        if (side === "widget" && name !== "closed" && name !== "away") {
          helped += 1;
          const panel = page.frames().find((frame) => frame.url().includes("/panel/"));
          const last = await panel?.evaluate(() => {
            const all = [...document.querySelectorAll("a[href], button, input, textarea, summary")].filter((one) => one.checkVisibility() && !one.closest("dialog"));
            return all.slice(-2).map((one) => one.getAttribute("href"));
          });
          if (JSON.stringify(last) !== '["tel:911","tel:+12125550100"]') found.push(`widget ${name}: its last two controls are ${JSON.stringify(last)}`);
        }
        if (side === "console") {
          const rail = await page.locator(".rail-item > span:not(.badge)").allTextContents();
          if (rail.length > 0) rails.push(rail);
        }
        for (const opened of await underPointer(page)) found.push(`${side} ${name}: ${opened}`);
      },
    });
    expect(found).toEqual([]);
    expect(helped).toBeGreaterThan(10);
    expect(rails.length).toBeGreaterThan(10);
    // A supervisor has more screens than an agent; what both have stands in the same order.
    const longest = rails.reduce((one, other) => (other.length > one.length ? other : one));
    for (const rail of rails) expect(longest.filter((item) => rail.includes(item)), "one order on all screens").toEqual(rail);
  },
);

/** Presses where it is, lets go where it is not. */
async function pressAndLeave(page: Page, control: Locator): Promise<void> {
  const box = await control.boundingBox();
  if (!box) throw new Error(`${String(control)} is not there`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(3, 3, { steps: 3 });
  await page.mouse.up();
}

/** What comes onto the screen where the pointer only rests. */
async function underPointer(page: Page): Promise<string[]> {
  const found: string[] = [];
  const shown = async (): Promise<string> => {
    const texts: string[] = [];
    for (const frame of page.frames()) if (!(await isHidden(frame))) texts.push(await frame.evaluate(() => document.body.innerText.replace(/\d+/g, "#")));
    return texts.join("|");
  };
  const controls = page.locator("button:visible, a:visible, summary:visible, [data-row]:visible");
  const boxes = await controls.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 })));
  await page.mouse.move(2, 2);
  const before = await shown();
  for (const { x, y } of boxes) {
    if (y < 0 || y > (page.viewportSize()?.height ?? 0)) continue;
    await page.mouse.move(x, y);
    const after = await shown();
    if (after.length > before.length) found.push(`resting at ${Math.round(x)}, ${Math.round(y)} shows more`);
  }
  await page.mouse.move(2, 2);
  return found;
}

test("on a phone the open chat covers the page: Tab does not go beneath it until it is left", { tag: ["@keyboard", "@mobile", "@wcag-2.4.11"] }, async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 740 } });
  const patient = await Patient.visit(context, held.server.sameSite);
  const { page } = patient;
  const beneath = (): Promise<boolean> => page.evaluate(() => !["BEDSIDE-CHAT", "BODY"].includes(document.activeElement?.tagName ?? "BODY"));
  await page.evaluate(() => {
    const own = Object.assign(document.createElement("a"), { id: "own", href: "/", textContent: "A link of the clinic" });
    document.body.prepend(own, Object.assign(document.createElement("p"), { id: "aside", inert: true, textContent: "Out of use" }));
  });
  await patient.open();
  expect(await walk(page), "to all of the chat, and around").toEqual([]);
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press(key);
      expect(await beneath(), `${key} ${press}`).toBe(false);
    }
  }
  await patient.panel.getByRole("button", { name: "Close the chat window" }).click();
  const again = async (): Promise<boolean> => {
    await page.locator("#own").focus();
    return beneath();
  };
  await expect.poll(again, "the page is there again").toBe(true);
  expect(await page.locator("#aside").evaluate((element: HTMLElement) => element.inert), "what was out of use is so still").toBe(true);

  // Turned to where the chat lies beside the page: both are reached.
  await patient.launcher.click();
  await page.setViewportSize({ width: 1_000, height: 740 });
  await expect.poll(() => page.locator("#own").evaluate((element) => element.closest("[inert]"))).toBeNull();
  await context.close();
});
