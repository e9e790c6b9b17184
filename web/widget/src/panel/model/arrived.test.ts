// What is told of a visitor's page and device: an origin and two words, whatever the browser says.
import { expect, test } from "vitest";
import { arrived } from "./arrived.ts";

const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
const of = (userAgent: string, maxTouchPoints = 0) => arrived("", { userAgent, maxTouchPoints }).device;

test.each([
  ["phone", "safari", PHONE],
  ["phone", "firefox", "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"],
  ["tablet", "chrome", "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36"],
  ["computer", "edge", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36 Edg/128.0"],
  ["phone", "samsung", "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 SamsungBrowser/24.0 Chrome/117.0 Mobile Safari/537.36"],
  ["computer", "other", ""],
])("a %s with %s", (kind, browser, userAgent) => {
  expect(of(userAgent)).toEqual({ kind, browser });
});

test("a Macintosh that is touched is an iPad", () => {
  const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15";
  expect([of(mac, 0), of(mac, 5)]).toMatchObject([{ kind: "computer" }, { kind: "tablet" }]);
});

test("of the page its origin, and its path where the loader tells it, never query or fragment", () => {
  const page = (path?: string) => arrived("https://clinic.example/", { userAgent: PHONE, maxTouchPoints: 5 }, path).page;
  expect(page("/oncology/visit")).toBe("https://clinic.example/oncology/visit");
  expect(page("/oncology?name=Ann#tests")).toBe("https://clinic.example/oncology");
  expect([page("/"), page(""), page()]).toEqual(Array(3).fill("https://clinic.example"));
  expect(page(`/${"x".repeat(300)}`)).toHaveLength("https://clinic.example".length + 200);
});

test("what the browser says of the page is no more than its origin; nothing where there is none", () => {
  const page = (referrer: string) => arrived(referrer, { userAgent: PHONE, maxTouchPoints: 5 }).page;
  expect(page("https://clinic.example/oncology/?name=Ann#tests")).toBe("https://clinic.example");
  expect([page(""), page("about:blank"), page("not an address"), page("javascript:alert(1)")]).toEqual([undefined, undefined, undefined, undefined]);
});
