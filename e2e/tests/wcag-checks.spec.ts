// The checks of wcag-layout and wcag-controls, tried on pages with a fault in them: each finds its own, and nothing on a sound page.
import { type Check, faults } from "../support/inspect.ts";
import { walk } from "../support/walk.ts";
import { expect, test } from "../support/test.ts";

const SOUND = `<button style="width:48px;height:48px">Go</button><a href="#x" style="display:inline-block;padding:20px">A link</a><label>Mail <input type="email" autocomplete="email" style="height:48px;border:1px solid #000"></label>`;

const PLANTED: [Check, string, RegExp][] = [
  ["fits", `<p style="width:2000px">${"wide ".repeat(60)}</p>`, /wider than the window/],
  ["fits", `<div style="width:100px;overflow:hidden;white-space:nowrap">a line that is much longer than its box</div>`, /cut off or scrolls sideways/],
  ["fits", `<div style="height:10px;overflow:hidden">one<br>two<br>three</div>`, /cut off above or below/],
  ["reach", `<button style="position:fixed;top:0;left:0;width:80px;height:40px">Under</button><div style="position:fixed;inset:0;background:#fff"></div>`, /"Under" cannot be reached/],
  ["targets", `<button style="width:20px;height:20px;padding:0">x</button>`, /20 × 20 px, less than 44/],
  ["edges", `<input aria-label="Pale" style="border:1px solid #ddd;background:#fff">`, /its edge stands out 1\.\d+:1/],
  ["edges", `<button aria-label="Pale" style="background:#fff"><svg width="20" height="20" style="stroke:#ddd"><path d="M0 0L9 9"/></svg></button>`, /its sign stands out/],
  ["moving", `<style>@keyframes m{to{opacity:.5}}</style><p style="animation:m 1s infinite">Blink</p>`, /moves without end/],
  ["still", `<p style="transition:color 1s">Slow</p>`, /changes over 1s/],
  ["marks", `<img src="data:,">`, /media/],
  ["marks", `<div style="display:flex;flex-direction:row-reverse"><p>one</p></div>`, /not where the page's order puts it/],
  ["marks", `<input type="tel" name="phone" aria-label="Phone">`, /does not say what it is for/],
];

const page = (body: string): string => `data:text/html,${encodeURIComponent(`<!doctype html><html lang="en"><title>T</title><body>${body}</body></html>`)}`;

for (const [check, body, says] of PLANTED) {
  test(`${check} finds ${says.source}`, async ({ page: tab }) => {
    await tab.goto(page(SOUND));
    expect(await faults(tab, [check], 44), "nothing on a sound page").toEqual([]);
    await tab.goto(page(body));
    expect((await faults(tab, [check], 44)).join("\n")).toMatch(says);
  });
}

test("the walk with Tab finds a focus that is not seen, covered, trapped or that opens something", async ({ page: tab }) => {
  await tab.goto(page(SOUND));
  expect(await walk(tab)).toEqual([]);
  await tab.goto(page(`<button style="outline:none">Bare</button>`));
  expect((await walk(tab)).join()).toContain('"Bare" is not seen');
  await tab.goto(page(`<button>Under</button><div style="position:fixed;inset:0;background:#fff"></div>`));
  expect((await walk(tab)).join()).toContain('"Under" has the focus and is covered');
  await tab.goto(page(`<button>One</button><button id="t">Trap</button><button>Three</button><script>t.onkeydown = (e) => e.preventDefault()</script>`));
  expect((await walk(tab)).join()).toContain("Tab does not lead to");
  await tab.goto(page(`<button onfocus="document.body.append(Object.assign(document.createElement('h2'), { textContent: 'New' }))">Opens</button>`));
  expect((await walk(tab)).join()).toContain("the focus alone changed the screen");
});
