// A rule for the end of a chat, a key that fills in forms, and how often canned replies were sent: set and seen on the screens.
import { generateKeyPairSync } from "node:crypto";
import { Administrator } from "../support/administrator.ts";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("settings: how a chat ends, whose signature fills in forms, and what fills in a question", { tag: ["@pre-chat-form"] }, async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  const { page, pane } = ada;
  await ada.open("Billing");
  await ada.section("End of a chat");
  await expect(pane.getByLabel("Minutes until the warning")).toHaveValue("10");
  await pane.getByLabel("Minutes until the warning").fill("2");
  await pane.getByLabel("Minutes from the warning to the end").fill("0.1");
  await pane.getByLabel("Minutes for which they may go on").fill("60");
  await ada.save.click();
  await expect(pane.getByRole("alert").getByText(/End of a chat: A chat ends by itself 30 s to one day after its warning/)).toBeVisible();
  await pane.getByRole("alert").getByRole("button").click();
  await expect(pane.getByLabel("Minutes from the warning to the end")).toBeFocused();
  await pane.getByLabel("Minutes from the warning to the end").fill("1.5");
  await ada.section("Form");
  await pane.getByRole("button", { name: "Add a question" }).click();
  await pane.getByLabel("Question").last().fill("On which number?");
  await pane.getByLabel("Filled in by your own site (optional)").last().fill("Their phone");
  await ada.save.click();
  await pane.getByRole("alert").getByRole("button", { name: /a claim has 1 to 40/ }).click();
  await expect(pane.getByLabel("Filled in by your own site (optional)").last()).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("phone");
  await ada.saved();

  await ada.open("Riverside Clinic");
  const keys = pane.getByRole("group", { name: "Forms filled in by your own site" });
  await keys.getByRole("button", { name: "Add a public key" }).click();
  const field = keys.getByLabel("Public key", { exact: true });
  await expect(field).toBeFocused();
  const made = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await field.fill(made.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  await expect(keys.getByText("That is a private key. It was not taken")).toBeVisible();
  await expect(field).toHaveValue("");
  await field.fill("MCow");
  await ada.save.click();
  await expect(pane.getByRole("alert").getByText(/Forms filled in by your own site: Public key 1: it is a public key of the algorithm/)).toBeVisible();
  await field.fill(made.publicKey.export({ type: "spki", format: "pem" }).toString());
  await expect(field).toHaveValue(made.publicKey.export({ type: "spki", format: "der" }).toString("base64"));
  await expect(keys.getByLabel("Signs with")).toHaveValue("ES256");
  await ada.flat();
  await isAccessible({ page, what: "settings, public keys of a site" });
  await ada.saved();

  await page.reload();
  await ada.open("Billing");
  await ada.section("End of a chat");
  await expect(pane.getByLabel("Minutes until the warning")).toHaveValue("2");
  await expect(pane.getByLabel("Minutes from the warning to the end")).toHaveValue("1.5");
  await expect(pane.getByLabel("Minutes for which they may go on")).toHaveValue("60");
  await ada.flat();
  await isAccessible({ page, what: "settings, the end of a chat" });
  await ada.open("Riverside Clinic");
  await expect(keys.getByLabel("Signs with")).toHaveValue("ES256");
});

test("canned replies: how often each was sent is seen in the settings, and orders the search", { tag: ["@canned-replies"] }, async ({ browser }) => {
  const { server } = held;
  const patient = await Patient.visit(await browser.newContext(), server.sameSite);
  await patient.begin({ name: "Iris", topic: "A question" });
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await dana.accept("Iris");
  const keys = dana.page.keyboard;
  const put = async (shortcut: string): Promise<void> => {
    await dana.composer.focus();
    await keys.type(`/${shortcut}`);
    await expect(dana.page.getByRole("listbox", { name: "Canned replies" }).getByRole("option", { selected: true })).toContainText(`/${shortcut}`);
    await keys.press("Enter");
    await expect(dana.composer).not.toHaveValue(`/${shortcut}`);
  };
  await put("bye");
  await keys.press("Enter");
  await expect.poll(() => patient.texts()).toHaveLength(1);
  // Chosen and thrown away: not sent.
  await put("wait");
  await dana.composer.fill("");
  await dana.say("By hand.");
  await expect.poll(() => patient.texts()).toHaveLength(2);

  const ada = await Administrator.arrive(await browser.newContext(), server);
  await ada.open("General questions");
  await ada.section("Canned replies");
  const row = (shortcut: string) => ada.pane.getByRole("listitem").filter({ has: ada.page.getByRole("button", { name: `Remove ${shortcut}`, exact: true }) });
  await expect(row("bye").getByText("Sent 1 time", { exact: true })).toBeVisible();
  await expect(row("wait").getByText("Sent 0 times")).toBeVisible();
  await ada.flat();
  await isAccessible({ page: ada.page, what: "settings, canned replies" });
});
