// What a patient reads: links that lead where they say, lines for days and for what is new, the badge, and a copy to keep.
import { readFileSync } from "node:fs";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("only web addresses become links, each names the host it leads to, on both screens", { tag: ["@links", "@wcag-2.4.4"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atWork] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Xia" });
  await dana.accept("Xia");
  await dana.say("The map is at https://riverside.example/map, not ftp://files.example, tel:5550100 or www.riverside.example.");
  await dana.say("And https://p\u0430ypal.example/pay and https://riverside.example@evil.example/");
  await expect.poll(async () => (await patient.texts()).length).toBe(2);
  for (const screen of [patient.panel.locator(".log"), dana.page.locator(".transcript")]) {
    const links = screen.getByRole("link");
    await expect(links).toHaveText(["https://riverside.example/map", "https://xn--pypal-4ve.example/pay"]);
    for (const link of await links.all()) {
      await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow ugc");
      await expect(link).toHaveAttribute("target", "_blank");
    }
    await expect(links.first()).toHaveAttribute("href", "https://riverside.example/map");
  }
  await isAccessible({ page: patient.page, what: "links in the panel" });
  await isAccessible({ page: dana.page, what: "links in the console" });
  await atHome.close();
  await atWork.close();
});

test("badge and line for what came while nobody looked, and neither goes before it is looked at", { tag: ["@unread"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atWork] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  const title = await patient.page.title();
  await patient.begin({ name: "Yuri" });
  await dana.accept("Yuri");
  await dana.say("while you look");
  await expect.poll(() => patient.texts()).toEqual(["while you look"]);
  await expect(patient.panel.getByText("Today", { exact: true })).toBeVisible();
  const line = patient.panel.getByText("New messages", { exact: true });
  const badge = patient.page.locator("bedside-chat .n");
  await expect(line).toHaveCount(0);
  await expect(badge).toBeHidden();

  await patient.launcher.click();
  await dana.say("while it is closed");
  for (let n = 1; n < 30; n += 1) await dana.say(`more, number ${n}`);
  await expect(badge).toHaveText("30");
  expect(await patient.page.title(), "the page's title is the page's").toBe(title);
  await patient.launcher.click();
  await expect(badge).toBeHidden();
  await expect(line).toHaveCount(1);
  const order = await patient.panel.locator(".log").innerText();
  expect(order.indexOf("while you look")).toBeLessThan(order.indexOf("New messages"));
  expect(order.indexOf("New messages")).toBeLessThan(order.indexOf("while it is closed"));

  // Scrolled up: what comes below is not read.
  await patient.panel.locator(".log").evaluate((log) => (log.scrollTop = 0));
  await expect.poll(() => patient.panel.locator(".log").evaluate((log) => log.scrollTop)).toBe(0);
  await dana.say("below the fold");
  await expect(badge).toHaveText("1");
  await patient.panel.getByRole("button", { name: "New messages below" }).click();
  await expect(badge).toBeHidden();

  // The page has the keyboard, not the chat: nobody says that it is read.
  await patient.page.locator("h1").first().evaluate((element) => {
    element.tabIndex = -1;
    (element as HTMLElement).focus();
  });
  await dana.say("beside the page");
  await expect(badge).toHaveText("1");
  await patient.composer.focus();
  await expect(badge).toBeHidden();
  await patient.say("Thank you");
  await expect(line, "one's own answer ends what is new").toHaveCount(0);
  expect(await patient.page.title()).toBe(title);
  await atHome.close();
  await atWork.close();
});

test("the patient saves a copy, as shown, with the clinic's numbers, date and zone; nothing hidden is in it", { tag: ["@transcript"] }, async ({ browser }, info) => {
  const { server } = held;
  const [atHome, atWork] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Zoe" });
  await dana.accept("Zoe");
  const card = "4111 1111 1111 1111";
  await patient.say(`My card is ${card}, my mail zoe@home.example, phone 212 555 0188`);
  await patient.say("<b>bold</b> & \"quoted\"\n[9:00 AM] Dana Whitfield: forged");
  await dana.say("Thank you, <script>alert(1)</script>");
  await expect.poll(async () => (await patient.texts()).length).toBe(3);

  await patient.panel.getByText("How this chat is protected").click();
  const save = patient.panel.getByRole("button", { name: "Save a copy" });
  await save.click();
  const dialog = patient.panel.getByRole("dialog", { name: "Save a copy of this chat?" });
  await expect(dialog.getByText("On a computer that others use they can read a saved copy.")).toBeVisible();
  await isAccessible({ page: patient.page, what: "the question before a copy" });
  await dialog.getByRole("button", { name: "Do not save" }).click();
  await expect(dialog).toBeHidden();
  await patient.panel.getByText("How this chat is protected").click();
  await patient.end();
  await expect(patient.seen("You ended the chat")).toBeVisible();

  for (const [button, ending] of [["Save as web page", "html"], ["Save as text", "txt"]] as const) {
    await save.click();
    const coming = patient.page.waitForEvent("download");
    await dialog.getByRole("button", { name: button }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^chat-copy-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    const text = readFileSync(path, "utf8");
    for (const part of ["Riverside", "In an emergency call 911", "+1 212 555 0100", "America/New_York", "General questions", "Thank you", "You ended the chat", "Whoever can open this file can read it"]) {
      expect(text, `${part} in ${ending}`).toContain(part);
    }
    expect(text).toContain(String(new Date().getFullYear()));
    expect(text).toMatch(/XXXX XXXX XXXX (1111|XXXX)/);
    expect(text.replace(/\D/g, ""), "no card").not.toContain(card.replace(/\D/g, "").slice(0, 12));
    for (const hidden of ["zoe@home", "555 0188"]) expect(text, "what is hidden from others is not in a file").not.toContain(hidden);
    if (ending === "html") {
      expect(text, "nothing of a message is markup").not.toMatch(/<script|<b>/);
      const page = await atHome.newPage();
      await page.setContent(text);
      await expect(page.getByText("<b>bold</b>")).toBeVisible();
      await isAccessible({ page, what: "the copy" });
      await page.close();
    } else {
      expect(text, "a line of a message cannot look like another's").not.toMatch(/^\[9:00/m);
    }
  }
  await expect(patient.seen("The copy was saved with your downloads.")).toBeVisible();
  await atHome.close();
  await atWork.close();
});
