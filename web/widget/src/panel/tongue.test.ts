// Which other language is offered.
import { expect, test } from "vitest";
import { offered } from "./tongue.ts";

test("the browser's first language that the widget speaks, where another is shown", () => {
  expect(offered("en", ["es-MX", "en"], undefined)).toBe("es");
  expect(offered("es", ["en-US", "es"], undefined)).toBe("en");
  expect(offered("en", ["fr", "es"], undefined), "French is not spoken here").toBe("es");
  expect(offered("en", ["en-US", "es"], undefined)).toBeUndefined();
  expect(offered("en", ["fr"], undefined)).toBeUndefined();
  expect(offered("en-XA", ["es"], undefined), "a language for tests").toBeUndefined();
});

test("after a choice there is a way back", () => {
  expect(offered("es", ["es"], "es")).toBe("en");
  expect(offered("en", ["es"], "en")).toBe("es");
});
