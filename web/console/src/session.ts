// Who is signed in, and what is on their desk. The one place where a session begins and ends: when it ends, everything of
// it is dropped at once, and the screens that showed it go with it.
import { signal } from "@preact/signals";
import { RestError, rest } from "../../shared/src/rest.ts";
import type { Me } from "../../shared/src/wire.gen.ts";
import { type Live, goLive } from "./live.ts";
import { unsent } from "./model/lists.ts";
import { mayServe } from "./model/roles.ts";
import { silence } from "./ui/announcer.tsx";

export type Session =
  | { at: "starting" }
  | { at: "away" }
  | { at: "out"; because?: "signed-out" | "ended" | "ended-unsent" }
  | { at: "in"; me: Me; live?: Live };

export const session = signal<Session>({ at: "starting" });

export const server = rest();

/** Asks whether this browser is signed in already. */
export async function resumeSession(): Promise<void> {
  session.value = { at: "starting" };
  try {
    enter(await server.me());
  } catch (error) {
    const known = error instanceof RestError && (error.status === 401 || error.status === 403);
    session.value = known ? { at: "out" } : { at: "away" };
  }
}

/** Rejects with a `RestError` when it does not succeed. */
export async function signIn(email: string, password: string): Promise<void> {
  enter(await server.signIn({ email, password }));
}

/** False when the server did not answer: the session there goes on, so it goes on here too. */
export async function signOut(): Promise<boolean> {
  try {
    await server.signOut();
  } catch (error) {
    if (!(error instanceof RestError) || error.status !== 401) return false;
  }
  leave("signed-out");
  return true;
}

/** The server says that the session is over. */
export function sessionEnded(): void {
  const { value } = session;
  if (value.at !== "in") return;
  leave(value.live && unsent(value.live.desk.peek()) > 0 ? "ended-unsent" : "ended");
}

function enter(me: Me): void {
  session.value = mayServe(me.role) ? { at: "in", me, live: goLive(me, server, sessionEnded) } : { at: "in", me };
}

function leave(because: "signed-out" | "ended" | "ended-unsent"): void {
  if (session.value.at === "in") session.value.live?.stop();
  silence();
  session.value = { at: "out", because };
}
