// `npm test`: the browser tests, then the client that was written from docs/protocol.md alone. One failing does not keep
// the other from running. Arguments are Playwright's, and then the browser tests run alone: npm test -- reconnect
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const only = process.argv.slice(2);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: "inherit" });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** Makes a virtual environment of its own, starts a server of its own. */
function protocolClient() {
  const script = join(here, "python-client", "run.sh");
  return existsSync(script) && run("bash", [script]);
}

if (!process.env.BEDSIDE_BIN) {
  console.error("BEDSIDE_BIN must name the binary to test, such as ../target/release/bedside; `cargo xtask test --only browser` sets it.");
  process.exit(2);
}
const browser = run(process.execPath, [join(here, "node_modules", "@playwright", "test", "cli.js"), "test", ...only]);
const client = only.length > 0 || protocolClient();
process.exit(browser && client ? 0 : 1);
