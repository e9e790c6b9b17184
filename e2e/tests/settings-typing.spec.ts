// What one types and where one is in the settings: kept through a slow save, a preset, a click beside a dialogue, and moves in lists.
import { type Page } from "@playwright/test";
import { Administrator } from "../support/administrator.ts";
import { isAccessible } from "../support/axe.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

/** Holds the answer to what is sent there next until it is let go. */
async function holding(page: Page, path: string): Promise<{ sent: Promise<unknown>; letGo(): void; times(): number }> {
  let letGo = (): void => {};
  const wait = new Promise<void>((resolve) => (letGo = resolve));
  let times = 0;
  const sent = page.waitForRequest((request) => request.url().includes(path) && request.method() !== "GET");
  await page.route(`**${path}*`, async (route) => {
    if (route.request().method() === "GET") return route.continue();
    times += 1;
    const answer = await route.fetch();
    await wait;
    await route.fulfill({ response: answer });
  });
  return { sent, letGo, times: () => times };
}

test("settings: what is typed during a save stays, and a preset leaves one's own notice", async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  const { page, pane } = ada;
  await ada.open("Billing");
  const name = pane.getByLabel("Name", { exact: true });
  await name.fill("Invoices");
  const held1 = await holding(page, "/settings/departments/");
  await ada.save.click();
  await held1.sent;
  await name.press("End");
  await page.keyboard.type(" and more");
  held1.letGo();
  await expect(pane.getByRole("heading", { level: 2, name: "Invoices" })).toBeVisible();
  await expect(name).toHaveValue("Invoices and more");
  await expect(pane.getByText("There are changes that are not saved.")).toBeVisible();
  await pane.getByRole("button", { name: "Discard changes" }).click();
  await expect(name).toHaveValue("Invoices");
  await expect(pane.getByRole("heading", { level: 2 })).toBeFocused();

  await ada.section("Privacy");
  const notice = pane.getByLabel("The notice patients agree to");
  await notice.fill("Our own words.");
  const presets = pane.getByRole("group", { name: "Begin the policy again from" });
  await expect(presets.getByText("As little as can be: everything recognised is masked, nothing is copied.")).toBeVisible();
  await presets.getByRole("button", { name: "Strict" }).click();
  await expect(notice).toHaveValue("Our own words.");
  await expect(presets.getByRole("status")).toContainText("your own notice stays as it is");
  await ada.flat();
  await isAccessible({ page, what: "settings, a policy begun again" });
  await presets.getByRole("button", { name: "Back to the policy before" }).click();
  await expect(presets).toBeFocused();
  await expect(pane.getByRole("group", { name: "Copying and pasting" }).getByRole("radio", { name: "As everywhere." })).toBeChecked();
  await expect(notice).toHaveValue("Our own words.");
  await presets.getByRole("button", { name: "Strict" }).click();
  await presets.getByRole("button", { name: "Take its notice too" }).click();
  await expect(notice).not.toHaveValue("Our own words.");
  await ada.section("General");
  await name.fill("Billing");
  await ada.saved();
});

test("settings: in a list the moved one keeps the focus, the new one takes it, and each is said", { tag: ["@keyboard"] }, async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  const { page, pane } = ada;
  const said = (text: string) => expect(page.getByRole("status").filter({ hasText: text })).toHaveCount(1);
  await ada.open("Billing");
  await ada.section("Reasons and tags");
  const reasons = pane.getByRole("group", { name: "Reasons" });
  const labels = (): Promise<string[]> => reasons.getByLabel("Label").evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
  const before = await labels();
  const last = before.at(-1) ?? "";
  await reasons.getByRole("button", { name: `Move ${last} up` }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(reasons.getByRole("button", { name: `Move ${last} up` })).toBeFocused();
  expect(await labels()).toEqual([...before.slice(0, -3), last, ...before.slice(-3, -1)]);
  await said(`${last} is now number ${before.length - 2} of ${before.length}.`);

  await reasons.getByRole("button", { name: "Add a reason" }).click();
  await expect(reasons.getByLabel("Label").last()).toBeFocused();
  await said(`Number ${before.length + 1} is added.`);
  await page.keyboard.type("Moved away");
  await reasons.getByRole("button", { name: "Remove Moved away" }).click();
  await expect(reasons).toBeFocused();
  await said(`Moved away is removed. ${before.length} are left.`);
  await pane.getByRole("button", { name: "Discard changes" }).click();
});

test("settings: a dialogue keeps what was typed, and does its thing once", async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  const { page, pane } = ada;
  await ada.open("Accounts");
  await pane.getByRole("button", { name: "Add a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Nadia Roy");
  await page.mouse.click(4, 4);
  await expect(dialog.getByLabel("Name"), "a slip of the hand does nothing").toHaveValue("Nadia Roy");
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("This is not saved yet.")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("Nadia Roy");
  await dialog.getByLabel("E-mail").fill("nadia@riverside.example");
  const adding = await holding(page, "/settings/staff");
  const add = dialog.getByRole("button", { name: "Add a person" });
  await add.click();
  await adding.sent;
  await add.click({ force: true });
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("One moment …")).toBeVisible();
  adding.letGo();
  await expect(dialog).toBeHidden();
  await expect(pane.getByText("nadia@riverside.example")).toBeVisible();
  expect(adding.times()).toBe(1);
  await page.unrouteAll({ behavior: "wait" });

  // A form of a person sums its faults up and leads to them.
  await expect(pane.getByLabel("Name", { exact: true })).toHaveValue("Nadia Roy");
  await pane.getByLabel("Name", { exact: true }).fill("");
  await pane.getByRole("button", { name: "Save changes" }).click();
  await expect(pane.getByRole("group", { name: "What cannot be saved" })).toBeFocused();
  await pane.getByRole("alert").getByRole("button", { name: /^Name:/ }).click();
  await expect(pane.getByLabel("Name", { exact: true })).toBeFocused();
  await pane.getByRole("button", { name: "Discard changes" }).click();
  await pane.getByRole("button", { name: "Disable …" }).click();
  await dialog.getByRole("button", { name: "Disable it" }).click();
  await expect(pane.getByRole("button", { name: /Nadia Roy.+Disabled/ })).toBeFocused();
});
