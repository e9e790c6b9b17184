// What policy masks leaves no trace, and what it hides reaches who serves the chat and nobody's list.
import { digitsIn, findInFolder } from "../support/search.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { Watch, everythingOn } from "../support/watch.ts";

const held = useServer();

const CARD = "5500 0055 5555 5559";
const CARD_START = "550000555555";
const SSN = "536-22-8726";

test("a card number becomes X's to both, and is nowhere: not on a page, not on the wire, not on the disk", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const home = new Watch(atHome);
  const work = new Watch(atWork);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);

  await patient.begin({ name: `Ana ${CARD}`, topic: `Card ${CARD}` });
  await dana.accept("Ana XXXX XXXX XXXX 5559");
  await patient.say(`My card is ${CARD}, my social is ${SSN}.`);
  await patient.say(`once more ${CARD.replaceAll(" ", "-")}`);
  await patient.say(`or ${CARD.replaceAll(" ", "")}!`);
  const masked = [
    "My card is XXXX XXXX XXXX 5559, my social is XXX-XX-XXXX.",
    "once more XXXX-XXXX-XXXX-5559",
    "or XXXXXXXXXXXX5559!",
  ];
  await expect.poll(() => dana.texts()).toEqual(masked);
  await patient.isState("Read");
  expect(await patient.texts()).toEqual(masked);
  await expect(patient.seen("We hid your card number.").first()).toBeVisible();
  await expect(dana.seen("Masked for good: card number").first()).toBeVisible();
  await expect(dana.page.locator(".item-topic").first()).toContainText("Card XXXX XXXX XXXX 5559");

  // The nurse's own slip is masked as well, by the server.
  await dana.say(`You mean ${CARD}?`);
  await dana.note(`Said ${CARD}`);
  await expect.poll(async () => (await patient.texts()).at(-1)).toBe("You mean XXXX XXXX XXXX 5559?");
  await expect.poll(async () => (await dana.rows()).map(({ text }) => text)).toContain("Said XXXX XXXX XXXX 5559");
  await expect.poll(async () => (await dana.rows()).map(({ text }) => text)).toContain("You mean XXXX XXXX XXXX 5559?");

  const isCard = (text: string): boolean => digitsIn(text).includes(CARD_START);
  const isSecret = (text: string): boolean => isCard(text) || digitsIn(text).includes("536228726");
  for (const page of [patient.page, dana.page]) {
    const shown = await everythingOn(page);
    expect(shown.filter(({ text }) => isSecret(text)).map(({ where }) => where)).toEqual([]);
  }
  expect(await home.find(isSecret), "the patient's browser sends and gets no number").toEqual([]);
  expect(await work.find(isSecret, "received"), "the console gets no number").toEqual([]);
  expect([...home.consoleLines, ...work.consoleLines].filter(isSecret)).toEqual([]);

  await patient.end();
  await expect(dana.composer).toBeHidden();
  await atHome.close();
  await atWork.close();
  // Stopped, so that what was in memory alone has been written.
  await server.end("SIGTERM");
  expect(findInFolder(server.scratch, (bytes) => isSecret(bytes.toString("latin1"))), "on the disk").toEqual([]);
  await server.start();
});

test("a call-back number reaches the nurse who serves the chat, and no list, title or history", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atDanas = await browser.newContext();
  const atOmars = await browser.newContext();
  const danas = new Watch(atDanas);
  const omars = new Watch(atOmars);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  const omar = await Staff.arrive(atOmars, server, OMAR);
  const isNumber = (text: string): boolean => digitsIn(text).includes("2125550188");

  await patient.begin({ department: "Nurse line", name: "Lena", topic: "Ring 212-555-0188", callback: "+1 212 555 0188" });
  await expect(omar.waiting.getByText("Lena")).toBeVisible();
  expect(await danas.find(isNumber), "not before the chat is accepted").toEqual([]);
  await dana.accept("Lena");
  await patient.say("Please call me at (212) 555-0188, that is my mobile.");
  await expect.poll(() => dana.texts()).toEqual(["Please call me at (212) 555-0188, that is my mobile."]);
  await expect(dana.page.locator("aside").getByText("+1 212 555 0188")).toBeVisible();
  await expect(patient.seen("Only the staff who help you can see your telephone number.")).toBeVisible();
  expect(await patient.texts()).toEqual(["Please call me at (212) 555-0188, that is my mobile."]);

  for (const { page } of [dana, omar]) {
    expect(isNumber(await page.locator(".lists").innerText()), "no list shows it").toBe(false);
    expect(isNumber(`${await page.title()} ${page.url()}`)).toBe(false);
  }
  await expect(dana.page.locator(".lists")).toContainText("Ring XXX-XXX-XXXX");
  expect(await omars.find(isNumber), "who does not serve the chat gets it in no frame").toEqual([]);

  await dana.endChat();
  await expect(dana.seen("This chat has ended.")).toBeVisible();
  await omar.history();
  await omar.page.locator(".lists [data-row]").filter({ hasText: "Lena" }).click();
  await omar.page.getByRole("button", { name: "Open chat" }).click();
  await expect(omar.seen("This reading is recorded in the audit log")).toBeVisible();
  await expect.poll(() => omar.texts()).toEqual([expect.stringMatching(/^Please call me at .*X{3}.*, that is my mobile\.$/)]);
  const shown = await everythingOn(omar.page);
  expect(shown.filter(({ text }) => isNumber(text)).map(({ where }) => where)).toEqual([]);
  expect(await omars.find(isNumber)).toEqual([]);

  await dana.history();
  await expect(dana.page.locator(".lists [data-row]").filter({ hasText: "Lena" })).toBeVisible();
  expect(isNumber(await dana.page.locator(".lists").innerText())).toBe(false);
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});
