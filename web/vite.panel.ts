// Builds the panel: the iframe behind the launcher, served at /panel/.
import { app } from "./vite.app.ts";

export default app("widget/src/panel", "panel");
