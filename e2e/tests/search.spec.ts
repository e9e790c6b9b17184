// Search through ended chats: by their cards (name, topic, person, date), for which no chat is opened; and by what was written.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR, PASSWORD } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("search: by name, topic, person and date; it opens at the first message", { tag: ["@search"] }, async ({ browser }) => {
  const { server } = held;
  const atDanas = await browser.newContext();
  const dana = await Staff.arrive(atDanas, server, DANA);
  for (const [name, topic] of [["José Alvarez", "A knee that hurts"], ["Iris", "A knee brace"]] as const) {
    const atHome = await browser.newContext();
    const patient = await Patient.visit(atHome, server.sameSite);
    await patient.begin({ name, topic });
    await dana.accept(name);
    for (let n = 1; n <= 12; n += 1) await dana.say(`Line ${n} about an elbow`);
    await expect(patient.seen("Line 12 about an elbow")).toBeVisible();
    await dana.endChat();
    await atHome.close();
  }
  await dana.history();
  const rows = dana.page.locator(".lists .item");
  await expect(dana.page.getByText("No older chats.")).toBeVisible();
  const all = await rows.count();

  const asked: string[] = [];
  dana.page.on("request", (request) => asked.push(request.url()));
  await dana.page.keyboard.press("/");
  const words = dana.page.getByRole("searchbox", { name: "Name or topic" });
  await expect(words).toBeFocused();
  await words.fill("knee");
  await words.press("Enter");
  await expect(rows).toHaveCount(2);
  await expect(dana.page.getByText("2 chats found.")).toBeVisible();
  await words.fill("KNEE jose");
  await dana.page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("José Alvarez");
  await words.fill("elbow");
  await words.press("Enter");
  await expect(dana.page.getByText("No ended chat that you may read again has these."), "it is by card only").toBeVisible();
  expect(asked.filter((url) => /jose|elbow|knee/i.test(url)), "no name stands in an address").toEqual([]);

  await words.fill("knee");
  await words.press("Enter");
  await expect(rows).toHaveCount(2);
  await dana.page.getByText("By date", { exact: true }).click();
  await expect(dana.page.getByLabel("Served by"), "an agent has only their own").toHaveCount(0);
  const day = (later: number) => new Date(Date.now() + later * 86_400_000).toLocaleDateString("sv");
  const noneSuch = "No ended chat that you may read again has these.";
  await dana.page.getByLabel("Opened until").fill(day(-2));
  await expect(dana.page.getByText(noneSuch)).toBeVisible();
  await expect(rows).toHaveCount(0);
  await dana.page.getByLabel("Opened until").fill(day(0));
  await dana.page.getByLabel("Opened from").fill(day(-1));
  await expect(rows).toHaveCount(2);
  await isAccessible({ page: dana.page, what: "the search of the history" });
  await dana.page.getByRole("button", { name: "Clear the search" }).click();
  await expect(words).toBeFocused();
  await expect(rows).toHaveCount(all);

  await words.fill("jose");
  await words.press("Enter");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("button").click();
  await dana.page.getByRole("button", { name: "Open chat" }).click();
  await expect(dana.page.locator(".transcript").getByText("Line 1 about an elbow")).toBeInViewport();
  await atDanas.close();
});

test("search: a supervisor finds what a colleague served, on a phone", { tag: ["@search"] }, async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  const omar = await Staff.visit(context, held.server);
  await omar.signIn(OMAR);
  await omar.history();
  const rows = omar.page.locator(".lists .item");
  await omar.page.getByRole("searchbox").fill("knee");
  await omar.page.getByRole("searchbox").press("Enter");
  await expect(rows).toHaveCount(2);
  await omar.page.getByText("By date and person").click();
  await omar.page.getByLabel("Served by").selectOption({ label: "You" });
  await expect(omar.page.getByText("No ended chat that you may read again has these.")).toBeVisible();
  await expect(rows).toHaveCount(0);
  await omar.page.getByLabel("Served by").selectOption({ label: "Dana Whitfield" });
  await expect(rows).toHaveCount(2);
  await isAccessible({ page: omar.page, what: "the search on a phone, in the dark" });
  await context.close();
});

test("search: what was written, as a reader may see it; the result opens at the message", { tag: ["@search"] }, async ({ browser }) => {
  const { server } = held;
  const [atDanas, atHome] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Noor", topic: "A rash" });
  await dana.accept("Noor");
  for (let n = 1; n <= 9; n += 1) await dana.say(`Question ${n} about the rash`);
  await patient.say("The cr\u00e8me makes it ITCH, and my card is 4111 1111 1111 1111");
  await expect(dana.seen(/makes it ITCH/).first()).toBeVisible();
  for (let n = 10; n <= 18; n += 1) await dana.say(`Question ${n} about the rash`);
  await dana.endChat();
  await atHome.close();

  await dana.history();
  const asked: string[] = [];
  dana.page.on("request", (request) => asked.push(request.url()));
  await dana.page.getByRole("radio", { name: "What was written" }).check();
  const words = dana.page.getByRole("searchbox", { name: "Words in the chat" });
  const places = dana.page.locator(".place");
  const status = dana.page.locator(".history-more");
  await words.fill("CREME makes");
  await words.press("Enter");
  await expect(places).toHaveCount(1);
  await expect(places.locator("mark")).toHaveText("cr\u00e8me makes");
  await expect(places).toContainText("Noor");
  await expect(places).not.toContainText("4111");
  await expect(status, "the count is read out").toContainText("1 chat found.");
  await expect(status).toContainText(/\d+ chats? searched\./);
  await isAccessible({ page: dana.page, what: "what was found in the chats" });

  await words.fill("4111 1111");
  await words.press("Enter");
  await expect(status).toContainText("No ended chat that you may read again has these words.");
  await words.fill("question");
  await words.press("Enter");
  await expect(places).toHaveCount(5);
  await expect(dana.page.getByText("13 more places in this chat")).toBeVisible();
  await words.fill("it itch");
  await words.press("Enter");
  await expect(places).toHaveCount(1);
  expect(asked.filter((url) => /creme|itch|4111|question/i.test(url)), "no word stands in an address").toEqual([]);

  await places.focus();
  await dana.page.keyboard.press("Enter");
  const found = dana.page.locator(".transcript [data-found]");
  await expect(found).toContainText("makes it ITCH");
  await expect(found).toBeInViewport();
  await expect(found).toBeFocused();
  expect(await dana.page.evaluate(() => document.scrollingElement?.scrollTop), "only the log was scrolled").toBe(0);
  await expect(places).toHaveAttribute("aria-current", "true");
  await expect(dana.page.getByText("This reading is recorded in the audit log")).toBeVisible();
  await isAccessible({ page: dana.page, what: "a chat, opened at what was found" });
  await atDanas.close();

  const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "es-ES" });
  const omar = await Staff.visit(phone, server);
  await omar.page.locator("input[name=email]").fill(OMAR);
  await omar.page.locator("input[name=password]").fill(PASSWORD);
  await omar.page.locator("input[name=password]").press("Enter");
  await omar.page.getByRole("button", { name: "Historial" }).click();
  await omar.page.getByRole("radio", { name: "Lo escrito" }).check();
  await omar.page.getByRole("searchbox", { name: "Palabras en el chat" }).fill("itch");
  await omar.page.keyboard.press("Enter");
  await expect(omar.page.locator(".place")).toHaveCount(1);
  await isAccessible({ page: omar.page, what: "what was found, on a phone, in Spanish" });
  await omar.page.locator(".place").click();
  const onPhone = omar.page.locator(".transcript [data-found]");
  await expect(onPhone).toBeInViewport();
  await expect(onPhone).toBeFocused();
  await phone.close();
});
