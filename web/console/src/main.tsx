// Starts the console.
import { render } from "preact";
import "../../shared/src/tokens.css";
import "./styles/base.css";
import "./styles/screen.css";
import "./styles/small.css";
import { App } from "./app.tsx";
import { resumeSession } from "./session.ts";

const root = document.querySelector("#app");
if (root) render(<App />, root);
void resumeSession();
