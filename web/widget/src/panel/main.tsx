// The panel's entry: what the loader's iframe shows.
import { render } from "preact";
import "../../../shared/src/tokens.css";
import "./panel.css";
import "./chat.css";
import { App } from "./App.tsx";
import { WAITING } from "./parts/later.ts";
import { VIEW } from "./screens/Chat.tsx";
import { createModel } from "./model/model.ts";

const model = createModel(new URLSearchParams(location.search).get("site") ?? "", [VIEW.load, WAITING.load]);
render(<App model={model} />, document.getElementById("app")!);
void model.load();
