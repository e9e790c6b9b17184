// Starts the console.
import { render } from "preact";
import "../../shared/src/tokens.css";
import "./styles/base.css";
import "./styles/screen.css";
import "./styles/small.css";
import { loadParts } from "../../shared/src/parts.ts";
import { App } from "./app.tsx";
import { resumeSession } from "./session.ts";
import { loadStrings } from "./strings/index.ts";

const root = document.querySelector("#app");
void loadParts([loadStrings]).then(() => {
  if (root) render(<App />, root);
  void resumeSession();
});
