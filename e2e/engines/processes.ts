// The processes of a browser: all of them stopped, as a phone in a pocket stops them, or those with pages killed, as a phone short of
// memory kills them.
import { readFileSync, readdirSync } from "node:fs";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function all(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent, command }];
      } catch {
        return []; // gone meanwhile
      }
    });
}

/** Everything that came of a process, without itself. */
export function below(pid: number): Process[] {
  const everything = all();
  const found: Process[] = [];
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const child of everything.filter((process) => process.parent === parent)) {
      found.push(child);
      parents.push(child.pid);
    }
  }
  return found;
}

/** Those with a page in them: Chromium's, Firefox's and WebKit's names for them. */
export function withPages(pid: number): Process[] {
  return below(pid).filter(({ command }) => /--type=renderer|-contentproc .*\btab\b|WebKitWebProcess/.test(command));
}

export function signal(processes: readonly { pid: number }[], name: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Seconds of processor time that a process and all below it have used so far. */
export function cpuSeconds(pid: number): number {
  const ticks = [pid, ...below(pid).map((process) => process.pid)].map((one) => {
    try {
      const stat = readFileSync(`/proc/${one}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}
