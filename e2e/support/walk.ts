// Goes around a page with Tab, as far as it leads, and looks at the focus at each step.
import type { Frame, Page } from "@playwright/test";

/** More controls than any screen has. */
const MOST = 120;

interface Stop {
  /** The same for the same control. */
  id: string;
  name: string;
  faults: string[];
}

/** Faults of the focus on this page; each is a sentence. The focus is left in what is open. */
export async function walk(page: Page): Promise<string[]> {
  // A page that has just got another size: the chat has seen it two frames later.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const before = await standing(page);
  const wanted = await prepare(page);
  const found: string[] = [];
  const visited = new Set<string>();
  let round = false;
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (!stop) continue;
    if (visited.has(stop.id)) {
      round = true;
      break;
    }
    visited.add(stop.id);
    found.push(...stop.faults);
  }
  if (!round) found.push("Tab does not lead around");
  for (const [id, name] of wanted) if (!visited.has(id)) found.push(`Tab does not lead to ${name}`);
  for (const frame of page.frames()) await frame.evaluate(() => document.querySelector<HTMLElement>("dialog:modal button")?.focus());
  const after = await standing(page);
  if (after !== before) found.push(`the focus alone changed the screen: ${before} became ${after}`);
  return found;
}

/** What is there to see: headings, open dialogues and the address. */
async function standing(page: Page): Promise<string> {
  const all: string[] = [];
  for (const frame of page.frames()) {
    if (await isHidden(frame)) continue;
    all.push(await frame.evaluate(() => [...document.querySelectorAll("h1, h2, dialog[open]")].map((element) => (element.matches("dialog") ? "dialogue" : element.textContent)).join(", ")));
  }
  return `${page.url()} ${all.join(" | ")}`;
}

/** Gives every control a number to know it by, takes the focus away; tells the controls to which Tab must lead. */
async function prepare(page: Page): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const [at, frame] of page.frames().entries()) {
    if (await isHidden(frame)) continue;
    for (const [id, name] of await frame.evaluate(numbered, at)) wanted.set(id, name);
  }
  return wanted;
}

/** A panel that is loaded and not open. */
export async function isHidden(frame: Frame): Promise<boolean> {
  if (!frame.parentFrame()) return false;
  return (await frame.frameElement()).evaluate((element) => !(element as HTMLElement).checkVisibility());
}

function numbered(frame: number): [string, string][] {
  (document.activeElement as HTMLElement | null)?.blur?.();
  getSelection()?.removeAllRanges();
  const out: [string, string][] = [];
  const controls: Element[] = [];
  const gather = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches("a[href], button, input, select, textarea, summary, [tabindex='0']")) controls.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(document);
  const modal = document.querySelectorAll("dialog:modal");
  const top = modal[modal.length - 1];
  controls.forEach((control, at) => {
    control.setAttribute("data-walk", `${frame}-${at}`);
    const radio = control instanceof HTMLInputElement && control.type === "radio";
    const usable = control.checkVisibility({ visibilityProperty: true }) && !control.matches(":disabled, [tabindex='-1'], [inert], [inert] *") && (!top || top.contains(control));
    // One of a group of radio buttons is enough: arrows lead to the others.
    if (usable && !radio) out.push([`${frame}-${at}`, `${control.tagName.toLowerCase()} "${(control.getAttribute("aria-label") ?? control.textContent ?? "").trim().slice(0, 40)}"`]);
  });
  return out;
}

async function focused(page: Page): Promise<Stop | undefined> {
  for (const frame of page.frames().toReversed()) {
    const stop = await frame.evaluate(look);
    if (stop) return stop;
  }
  return undefined;
}

/** The focused control of this frame, if the focus is in it. */
function look(): Stop | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body || element.tagName === "IFRAME" || !document.hasFocus()) return undefined;
  const name = `${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}"`;
  const faults: string[] = [];
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  // "auto" is the browser's own, which is on the clinic's page.
  if (outlineStyle === "none" || (outlineStyle !== "auto" && parseFloat(outlineWidth) < 2)) faults.push(`the focus on ${name} is not seen: outline ${outlineStyle} ${outlineWidth}`);
  const root = element.getRootNode() as Document | ShadowRoot;
  const { left, top, width, height } = element.getBoundingClientRect();
  const parts = [0.1, 0.3, 0.5, 0.7, 0.9];
  const inSight = parts.some((x) =>
    parts.some((y) => {
      const hit = root.elementFromPoint(left + width * x, top + height * y);
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
      // The open chat may lie over a part of the clinic's page beside it: Escape takes it away.
      return hit !== null && (element.contains(hit) || label?.contains(hit) === true || (hit.tagName === "BEDSIDE-CHAT" && root === document));
    }),
  );
  if (!inSight) faults.push(`${name} has the focus and is covered or out of sight`);
  return { id: element.getAttribute("data-walk") ?? name, name, faults };
}
