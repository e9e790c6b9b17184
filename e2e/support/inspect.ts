// What a program can measure of a page's layout and controls. `inspect` runs inside the page (each frame, shadow roots included), so
// it stands on its own: nothing from outside it may be used in it.
import type { Page } from "@playwright/test";
import { isHidden } from "./walk.ts";

export type Check =
  /** Nothing sticks out sideways, and no text is cut off. */
  | "fits"
  /** Every control can be brought into sight and is not covered there. */
  | "reach"
  /** Controls are large enough: 24 px, in the widget 44 px. */
  | "targets"
  /** Edges of fields and signs without words stand out 3:1. */
  | "edges"
  /** Nothing moves by itself without end. */
  | "moving"
  /** Nothing moves at all. */
  | "still"
  /** No pictures of text, no reordering, title and language, fields say what they are for. */
  | "marks";

/** Finds faults in all frames of a page. Each is a sentence. */
export async function faults(page: Page, checks: readonly Check[], least = 24): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    if (frame.isDetached() || frame.url() === "about:blank") continue;
    if (await isHidden(frame)) continue;
    found.push(...(await frame.evaluate(inspect, { checks: [...checks], least })));
  }
  return [...new Set(found)];
}

function inspect({ checks, least }: { checks: Check[]; least: number }): string[] {
  const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0'], [role=option], [role=button]";
  const found: string[] = [];
  const all: Element[] = [];
  const gather = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll("*")) {
      all.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(document);
  const modal = all.findLast((element) => element.matches("dialog:modal"));
  const parent = (element: Element): Element | null =>
    element.parentElement ?? (element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : null);
  const within = (element: Element, test: (element: Element) => boolean): boolean => {
    for (let at: Element | null = element; at; at = parent(at)) if (test(at)) return true;
    return false;
  };
  /** Only for screen readers: a dot of one pixel. */
  const unseen = (element: Element): boolean => within(element, (at) => getComputedStyle(at).clipPath !== "none" || (at.clientWidth <= 1 && at.clientHeight <= 1 && getComputedStyle(at).overflow === "hidden"));
  const shown = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && element.getClientRects().length > 0 && !unseen(element);
  const usable = (element: Element): boolean => shown(element) && (!modal || modal.contains(element));
  const name = (element: Element): string => {
    const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const kind = typeof element.className === "string" && element.className ? `.${element.className.split(" ")[0]}` : "";
    return `${element.tagName.toLowerCase()}${kind} "${words}"`;
  };
  const controls = all.filter((element) => element.matches(CONTROLS) && usable(element) && !element.matches(":disabled, input[type=hidden]"));
  const colour = (text: string): [number, number, number, number] => {
    const parts = (text.match(/[\d.]+/g) ?? []).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [(parts[0] ?? 0) * scale, (parts[1] ?? 0) * scale, (parts[2] ?? 0) * scale, parts[3] ?? 1];
  };
  const over = (top: number[], under: number[]): [number, number, number, number] => {
    const a = top[3] ?? 1;
    return [0, 1, 2].map((at) => (top[at] ?? 0) * a + (under[at] ?? 0) * (1 - a)).concat(1) as [number, number, number, number];
  };
  /** What is seen behind an element, its own ground included. */
  const ground = (element: Element | null): [number, number, number, number] => {
    if (!element) return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
    const own = colour(getComputedStyle(element).backgroundColor);
    return own[3] >= 1 ? own : over(own, ground(parent(element)));
  };
  const light = (c: number[]): number => {
    const [r, g, b] = c.slice(0, 3).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: number[], other: number[]): number => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x) as [number, number];
    return (a + 0.05) / (b + 0.05);
  };

  if (checks.includes("fits")) {
    const page = document.scrollingElement;
    const wide = page ? page.scrollWidth - page.clientWidth : 0;
    if (wide > 0) found.push(`the page is ${wide} px wider than the window`);
    for (const element of all.filter(shown)) {
      for (const text of [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())) {
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects()) {
          if (box.width < 1 || box.height < 1) continue;
          // The beginning of a text in a list of choices or of chats: the whole text is there once it is opened.
          if (element.closest("[role=option], [data-row]") && getComputedStyle(element).textOverflow === "ellipsis") continue;
          // A table of figures has two directions: its region may scroll in both (1.4.10 says so).
          if (element.closest("[role=region][tabindex='0'] table")) continue;
          // Where something around it scrolls, it can be brought into sight that way, but text is not to be scrolled sideways.
          for (let at: Element | null = element; at; at = parent(at)) {
            const { overflowX, overflowY } = getComputedStyle(at);
            const edge = at.getBoundingClientRect();
            if (overflowX !== "visible" && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
              found.push(`${name(element)} is cut off or scrolls sideways in ${name(at).slice(0, 60)}`);
              break;
            }
            if (/hidden|clip/.test(overflowY) && (box.bottom > edge.bottom + 2 || box.top < edge.top - 2)) {
              found.push(`${name(element)} is cut off above or below in ${name(at).slice(0, 60)}`);
              break;
            }
            if (/auto|scroll/.test(overflowY)) break;
          }
          if (box.right > innerWidth + 1 || box.left < -1) found.push(`${name(element)} sticks out of the window`);
        }
      }
    }
  }

  if (checks.includes("reach")) {
    const places = all.filter((element) => element.scrollTop !== 0).map((element) => ({ element, top: element.scrollTop }));
    for (const control of controls) {
      control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const { left, right, top, bottom } = control.getBoundingClientRect();
      const root = control.getRootNode() as Document | ShadowRoot;
      const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const label = control instanceof HTMLInputElement ? control.labels?.[0] : undefined;
      // What lies over it for a while and goes away with Escape (the open chat over the clinic's page, a list of choices) or once the log
      // is scrolled (the way to what is new).
      const passing = hit && (hit.tagName === "BEDSIDE-CHAT" || hit.closest(".newer, .to-newest") || hit.closest(".canned")?.contains(control) === false);
      if (passing) continue;
      if (!hit || !(control.contains(hit) || hit.contains(control) || label?.contains(hit))) {
        found.push(`${name(control)} cannot be reached${hit ? `: ${name(hit)} covers it` : ""}`);
      }
    }
    all.forEach((element) => element.scrollTop !== 0 && (element.scrollTop = 0));
    for (const { element, top } of places) element.scrollTop = top;
  }

  if (checks.includes("targets")) {
    const boxOf = (control: Element): DOMRect => {
      const label = control instanceof HTMLInputElement && /checkbox|radio/.test(control.type) ? control.closest("label") : null;
      return (label ?? control).getBoundingClientRect();
    };
    for (const control of controls) {
      // In a line of text its height is the line's: the exception of 2.5.8.
      const inText = control.matches("a") && getComputedStyle(control).display === "inline" && (control.parentElement?.textContent ?? "").trim() !== (control.textContent ?? "").trim();
      const { width, height } = boxOf(control);
      const size = `${Math.round(width)} × ${Math.round(height)} px`;
      if (!inText && (width < least - 0.5 || height < least - 0.5)) found.push(`${name(control)} is ${size}, less than ${least}`);
    }
  }

  if (checks.includes("edges")) {
    const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    for (const control of controls) {
      if (control.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
        const style = getComputedStyle(control);
        const outside = ground(parent(control));
        const sides = ["Top", "Right", "Bottom", "Left"].filter((side) => parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) >= 1);
        const border = sides.length === 0 ? 1 : Math.min(...sides.map((side) => contrast(over(colour(style.getPropertyValue(`border-${side.toLowerCase()}-color`)), outside), outside)));
        const best = Math.max(border, contrast(ground(control), outside));
        if (best < 3) found.push(`${name(control)}: its edge stands out ${best.toFixed(2)}:1 (${theme})`);
      }
      const words = [...control.querySelectorAll("*"), control].some((part) => [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() && (part === control || shown(part))));
      const sign = control.querySelector("svg");
      if (sign && !words) {
        const { stroke, fill, color } = getComputedStyle(sign);
        const ink = stroke !== "none" ? stroke : fill !== "none" ? fill : color;
        const ratio = contrast(over(colour(ink), ground(control)), ground(control));
        if (ratio < 3 && control.getAttribute("aria-disabled") !== "true") found.push(`${name(control)}: its sign stands out ${ratio.toFixed(2)}:1 (${theme})`);
      }
    }
  }

  if (checks.includes("moving")) {
    for (const animation of document.getAnimations()) {
      const timing = animation.effect?.getComputedTiming();
      const target = (animation.effect as KeyframeEffect | null)?.target;
      if (timing?.iterations === Infinity) found.push(`${target ? name(target) : "something"} moves without end`);
    }
  }

  if (checks.includes("still")) {
    for (const element of all.filter(shown)) {
      for (const pseudo of ["", "::before", "::after"]) {
        const style = getComputedStyle(element, pseudo || undefined);
        const longest = Math.max(...style.transitionDuration.split(",").map(parseFloat));
        if (longest > 0.01 && style.transitionProperty !== "none") found.push(`${name(element)}${pseudo} changes over ${style.transitionDuration}`);
        if (style.animationName !== "none" && Math.max(...style.animationDuration.split(",").map(parseFloat)) > 0.01) found.push(`${name(element)}${pseudo} moves: ${style.animationName}`);
        if (style.scrollBehavior === "smooth") found.push(`${name(element)} scrolls smoothly`);
      }
    }
  }

  if (checks.includes("marks")) {
    if (document.title.trim() === "") found.push("the page has no title");
    if (!/^[a-z]{2}/.test(document.documentElement.lang)) found.push("the page says no language");
    for (const element of all) {
      if (element.matches("img, picture, video, audio, canvas, object, embed, marquee, blink")) found.push(`${name(element)}: media, and no test for them`);
      if (element.matches("iframe") && !element.getAttribute("title")) found.push("a frame has no title");
      if (Number(element.getAttribute("tabindex")) > 0) found.push(`${name(element)} jumps the order of focus`);
      if (element.matches("[draggable=true]")) found.push(`${name(element)} is dragged`);
      const { order, flexDirection, float } = getComputedStyle(element);
      if (order !== "0" || flexDirection.endsWith("reverse") || float !== "none") found.push(`${name(element)} is not where the page's order puts it`);
      const purpose = { tel: "tel", email: /^(email|username)$/, password: "current-password" }[(element as HTMLInputElement).type] ?? ((element as HTMLInputElement).name === "name" ? "name" : undefined);
      // The form before a chat asks browsers to keep nothing of it.
      const keepsNothing = (element as HTMLInputElement).form?.getAttribute("autocomplete") === "off";
      if (element.matches("input") && purpose && !keepsNothing && shown(element)) {
        const says = element.getAttribute("autocomplete") ?? "";
        if (typeof purpose === "string" ? says !== purpose : !purpose.test(says)) found.push(`${name(element)} named ${(element as HTMLInputElement).name} does not say what it is for: "${says}"`);
      }
    }
  }
  return found;
}
