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

const app = document.getElementById("app")!;
/** The site's key: the server puts it into a page of its own, the loader into the iframe's address. */
const own = app.dataset["site"];
let spoken: Spoken | undefined;
const texts = loadParts([loadTexts]).then((there) => {
  if (!there) throw new Error("The texts are not to be had.");
});
// At once: the loader speaks to it as soon as the page is loaded.
const model = createModel(own ?? new URLSearchParams(location.search).get("site") ?? "", {
  texts,
  beside: [async () => (spoken = (await VIEW.load()).createSpoken()), WAITING.load],
  spoken: () => spoken,
});
void model.load();
texts.then(
  () => {
    if (own === undefined) document.title = t("header.title"); // a page of its own is called as the clinic
    render(<App model={model} />, app);
  },
  () => undefined, // the loader, which is not answered, shows the telephone numbers
);
