// Builds the console: the staff application, served at /console/.
import { app } from "./vite.app.ts";

export default app("console/src", "console");
