// The panel's entry: what the loader's iframe shows.
import { render } from "preact";
import "../../../shared/src/tokens.css";
import "./panel.css";
import "./chat.css";
import { loadParts } from "../../../shared/src/parts.ts";
import { App } from "./App.tsx";
import { WAITING } from "./parts/later.ts";
import { VIEW } from "./screens/Chat.tsx";
import { createModel } from "./model/model.ts";
import type { Spoken } from "./model/spoken.ts";
import { loadTexts, t } from "./text.ts";

/** `/panel/?site=KEY` in the loader's iframe, `/chat/KEY` as a page of its own. */
function siteOf({ pathname, search }: Location): string {
  const [, key] = /^\/chat\/([^/]+)/.exec(pathname) ?? [];
  return key === undefined ? (new URLSearchParams(search).get("site") ?? "") : decodeURIComponent(key);
}

let spoken: Spoken | undefined;
const texts = loadParts([loadTexts]).then((there) => {
  if (!there) throw new Error("The texts are not to be had.");
});
// At once: the loader speaks to it as soon as the page is loaded.
const model = createModel(siteOf(location), {
  texts,
  beside: [async () => (spoken = (await VIEW.load()).createSpoken()), WAITING.load],
  spoken: () => spoken,
});
void model.load();
texts.then(
  () => {
    document.title = t("header.title");
    render(<App model={model} />, document.getElementById("app")!);
  },
  () => undefined, // the loader, which is not answered, shows the telephone numbers
);
