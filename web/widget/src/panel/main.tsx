// The panel's entry: what the loader's iframe shows.
import { render } from "preact";
import "../../../shared/src/tokens.css";
import "./panel.css";
import "./chat.css";
import { App } from "./App.tsx";
import { WAITING } from "./parts/later.ts";
import { VIEW } from "./screens/Chat.tsx";
import { createModel } from "./model/model.ts";

const app = document.getElementById("app")!;
// The server put the site's key into the page.
const model = createModel(app.dataset["site"]!, [VIEW.load, WAITING.load]);
render(<App model={model} />, app);
void model.load();
