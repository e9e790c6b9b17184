// `npm test`: the browser tests, then the client that was written from docs/protocol.md alone. One failing does not keep
// the other from running.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const here = import.meta.dirname;
const tests = process.argv.slice(2);

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: "inherit", env: { ...process.env, ...env } });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function pythonClient() {
  const script = join(here, "python-client", "run.sh");
  if (!existsSync(script)) return true;
  const venv = join(here, ".venv");
  if (!existsSync(join(venv, "bin", "python")) && !run("python3", ["-m", "venv", venv])) return false;
  return run("sh", [script], { VIRTUAL_ENV: venv, PATH: join(venv, "bin") + delimiter + process.env.PATH });
}

if (!process.env.BEDSIDE_BIN) {
  console.error("BEDSIDE_BIN must name the binary to test, such as ../target/release/bedside; `cargo xtask test --only browser` sets it.");
  process.exit(2);
}
const browser = run(process.execPath, [join(here, "node_modules", "@playwright", "test", "cli.js"), "test", ...tests]);
const client = tests.length > 0 || pythonClient();
process.exit(browser && client ? 0 : 1);
