// Chats that come to staff by themselves, what becomes of them when a member of staff vanishes, and who else is replying.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const DEPARTMENT = "Appointments";
const NAMES = new Map<Staff, string>();

/** The chat of that visitor, where it is offered to this member of staff. */
const offered = (staff: Staff, name: string) => staff.page.locator("[data-offered]", { hasText: name });
const row = (staff: Staff, name: string) => staff.waiting.locator("li", { hasText: name });

async function staffed(browser: Browser): Promise<{ dana: Staff; omar: Staff; end(): Promise<void> }> {
  const [atDanas, atOmars] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  NAMES.set(dana, "Dana Whitfield").set(omar, "Omar Haddad");
  return { dana, omar, end: async () => void (await Promise.all([atDanas.close(), atOmars.close()])) };
}

async function asks(browser: Browser, name: string, department = DEPARTMENT): Promise<Patient> {
  const patient = await Patient.visit(await browser.newContext(), held.server.sameSite);
  await patient.begin({ department, name });
  return patient;
}

/** To whom of the two a chat is offered; the other comes second. */
async function toWhom(name: string, one: Staff, other: Staff): Promise<[Staff, Staff]> {
  const counts = () => Promise.all([offered(one, name).count(), offered(other, name).count()]);
  await expect.poll(async () => (await counts()).join()).toMatch(/^(1,0|0,1)$/);
  return (await counts())[0] > 0 ? [one, other] : [other, one];
}

test("Assignment: the least busy is offered the next chat; declined, it goes to the other, and then to all", { tag: ["@assignment"] }, async ({ browser }) => {
  const { dana, omar, end } = await staffed(browser);
  const first = await asks(browser, "Ines");
  const [taker, other] = await toWhom("Ines", dana, omar);
  await expect(offered(taker, "Ines").getByText(/Yours for \d+ seconds?/), "told in words").toBeVisible();
  const { violations } = await new AxeBuilder({ page: taker.page }).include(".lists").analyze();
  expect(violations).toEqual([]);
  await expect(row(other, "Ines").getByText(`For ${NAMES.get(taker)}`)).toBeVisible();
  await expect(row(other, "Ines").getByRole("button", { name: /Accept/ }), "not theirs to accept").toHaveCount(0);
  // One key takes it.
  await taker.page.keyboard.press("j");
  await taker.page.keyboard.press("Enter");
  await expect(taker.composer).toBeVisible();
  await expect(first.seen(`Chatting with ${NAMES.get(taker)}`)).toBeVisible();

  await asks(browser, "Nora");
  await expect(offered(other, "Nora"), "who has none").toBeVisible();
  await expect(offered(taker, "Nora")).toHaveCount(0);
  await other.page.keyboard.press("x");
  await expect(offered(taker, "Nora")).toBeVisible();
  await expect(offered(other, "Nora")).toHaveCount(0);
  const word = (staff: Staff) => staff.page.locator(".list-notice");
  await expect(word(other), "why it went").toContainText("You declined the chat with Nora.");
  await isAccessible({ page: other.page, what: "why an offer went", within: ".lists" });
  await offered(taker, "Nora").getByRole("button", { name: "Decline the chat with Nora" }).click();
  await expect(row(taker, "Nora").getByRole("button", { name: "Accept the chat with Nora" })).toBeVisible();
  await expect(offered(taker, "Nora")).toHaveCount(0);
  await expect(word(taker)).toContainText("You declined the chat with Nora.");
  await word(taker).getByRole("button", { name: "Put away" }).click();
  await expect(word(taker)).toHaveCount(0);
  await expect(taker.page.getByRole("heading", { name: /^Waiting/ })).toBeFocused();
  await other.accept("Nora");

  // The supervisor's board: numbers and colleagues.
  await omar.page.getByRole("button", { name: "Board" }).click();
  const board = omar.page.getByRole("article", { name: DEPARTMENT });
  await expect(board.getByText("Chats are offered to who has the fewest.")).toBeVisible();
  for (const name of NAMES.values()) await expect(board.locator("li", { hasText: name })).toContainText("1 chat of 5");
  expect(await omar.page.locator(".board").innerText(), "nothing about patients").not.toMatch(/Ines|Nora/);
  await isAccessible({ page: omar.page, what: "the board" });
  await end();
});

test("Presence: the chat of an agent who vanishes goes back to the queue, and another takes it", { tag: ["@presence"] }, async ({ browser }) => {
  test.setTimeout(260_000);
  const { dana, omar, end } = await staffed(browser);
  const patient = await asks(browser, "Rosa", "General questions");
  await dana.accept("Rosa");
  await dana.say("One moment, please.");
  await expect.poll(async () => (await patient.texts()).length).toBe(1);
  await dana.page.close();
  // Two minutes in which she may come back.
  await expect(patient.seen("A colleague in General questions will take over")).toBeVisible({ timeout: 180_000 });
  await expect(row(omar, "Rosa")).toBeVisible();
  await omar.accept("Rosa");
  await expect(patient.seen("Chatting with Omar Haddad")).toBeVisible();
  await omar.say("I am here now.");
  await expect.poll(async () => (await patient.texts()).at(-1)).toBe("I am here now.");
  await end();
});

test("Collision: who else is replying is shown, and one is warned before sending over it", { tag: ["@collision"] }, async ({ browser }) => {
  const context = await browser.newContext();
  const one = await Staff.arrive(context, held.server, DANA);
  const patient = await asks(browser, "Vera", "General questions");
  await one.accept("Vera");
  const page = await context.newPage();
  await page.goto(held.server.console);
  await page.locator(".lists").getByText("Vera").click();
  const second = page.locator(".composer textarea");
  await expect(second).toBeVisible();
  await one.composer.pressSequentially("I am just");
  await expect(page.locator(".composer-other")).toHaveText("You are replying in another window.");
  await second.fill("Me too.");
  await second.press("Enter");
  await expect(page.locator(".composer-other")).toContainText("Not sent yet");
  await expect(second, "nothing was sent").toHaveValue("Me too.");
  await second.press("Enter");
  await expect.poll(() => patient.texts()).toEqual(["Me too."]);
  await context.close();
});

test("Presence: who does not use the console for five minutes is away, and it says so", { tag: ["@presence"] }, async ({ browser }) => {
  const context = await browser.newContext();
  await context.clock.install();
  const dana = await Staff.arrive(context, held.server, DANA);
  await context.clock.fastForward("05:01");
  await expect(dana.seen("Set to away: nothing was done here for 5 minutes.")).toBeVisible();
  await expect(dana.page.locator(".segment-away")).toHaveAttribute("aria-pressed", "true");
  await dana.goOnline();
  await expect(dana.seen("Set to away")).toHaveCount(0);
  await context.close();
});
