import { describe, expect, test } from "vitest";
import { isQuiet, parseSettings } from "./settings.ts";

const OFF = parseSettings(null);

describe("quiet hours", () => {
  test.each([
    ["20:00", "07:00", "19:59", false],
    ["20:00", "07:00", "20:00", true],
    ["20:00", "07:00", "00:00", true],
    ["20:00", "07:00", "06:59", true],
    ["20:00", "07:00", "07:00", false],
    ["12:00", "13:00", "12:30", true],
    ["12:00", "13:00", "13:00", false],
    ["08:00", "08:00", "03:00", true],
    ["", "07:00", "03:00", false],
  ])("from %s to %s, at %s", (quietFrom, quietTo, at, want) => {
    const [hours, minutes] = at.split(":").map(Number);
    const date = new Date(2026, 10, 24, hours, minutes);
    expect(isQuiet({ ...OFF, quiet: true, quietFrom, quietTo }, date)).toBe(want);
    expect(isQuiet({ ...OFF, quietFrom, quietTo }, date)).toBe(false);
  });
});

describe("what was stored", () => {
  test.each([null, "", "{", "null", "7", '"on"', "[]", '{"sound":"yes","quietFrom":"25:00","quietTo":7}'])("%s is off", (text) => {
    expect(parseSettings(text)).toEqual(OFF);
    expect(OFF).toMatchObject({ sound: false, desktop: false, repeat: false });
  });

  test("what is right of it is kept", () => {
    expect(parseSettings('{"sound":true,"quietFrom":"21:30","more":1}')).toEqual({ ...OFF, sound: true, quietFrom: "21:30" });
  });
});
