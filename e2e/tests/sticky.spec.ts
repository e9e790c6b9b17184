// A patient who comes back is offered to who served them before.
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("Assignment: a patient who comes back is offered to who served them before", { tag: ["@assignment"] }, async ({ browser }) => {
  test.setTimeout(120_000);
  const [atHome, atDanas, atOmars] = await Promise.all([browser.newContext(), browser.newContext(), browser.newContext()]);
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const patient = await Patient.visit(atHome, held.server.sameSite);
  await patient.begin({ department: "Appointments", name: "Ines" });
  await expect(dana.page.locator("[data-offered]", { hasText: "Ines" })).toBeVisible();
  await dana.accept("Ines");
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  await dana.endChat();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();

  await patient.page.reload();
  await patient.begin({ department: "Appointments", name: "Ines again" });
  await expect(dana.page.locator("[data-offered]", { hasText: "Ines again" })).toBeVisible();
  await expect(omar.waiting.locator("li", { hasText: "Ines again" }).getByText("For Dana Whitfield")).toBeVisible();
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});
