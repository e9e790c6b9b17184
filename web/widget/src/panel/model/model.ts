// The panel's model: loads the site, begins a chat after consent, and keeps what the screens show. Screens call it; it
// knows no markup.
import { newClientKey } from "../../../../shared/src/client-key.ts";
import { isSame, newestFromOthers } from "../../../../shared/src/conversation.ts";
import { loadParts } from "../../../../shared/src/parts.ts";
import { RestError, visitorRest } from "../../../../shared/src/rest.ts";
import type { Status } from "../../../../shared/src/transport.ts";
import type { DepartmentInfo } from "../../../../shared/src/wire.gen.ts";
import { t } from "../text.ts";
import { type Chat, type OpenFrame, startChat, unread } from "./chat.ts";
import { type Guard, loadGuard } from "./guard.ts";
import { listenToHost } from "./host.ts";
import { createSession } from "./session.ts";
import { loadWaiting } from "../parts/later.ts";
import { createSpoken } from "./spoken.ts";
import { FIRST, type Intake, type State } from "./state.ts";
import { createStore, type Store } from "./store.ts";

/** What is loaded beside the first screen. */
const PARTS = [loadGuard, loadWaiting, () => import("../protection.ts"), () => import("../../../../shared/src/link/fallback.ts")];

export interface Model {
  store: Store<State>;
  load(): Promise<void>;
  choose(department: DepartmentInfo | undefined): void;
  begin(intake: Intake): Promise<void>;
  /** Looks for emergency phrases in what is being typed; nothing leaves the browser. */
  look(text: string): void;
  typing(on: boolean): void;
  /** Masks and sends; resolves to false when the text must stay in the composer. */
  post(text: string): Promise<boolean>;
  retry(clientKey: string): void;
  discard(clientKey: string): void;
  /** Leaves what was written as a message instead of waiting; false when the server did not answer. */
  leave(): Promise<boolean>;
  /** Has it said to a screen reader. */
  say(text: string): void;
  end(): Promise<boolean>;
  again(): void;
  hideEmergency(): void;
  closeWindow(): void;
}

/** A connection that is back within this time was never missed. */
const MOMENT_MS = 1_500;

export function createModel(site: string): Model {
  const store = createStore<State>(FIRST);
  const session = createSession(() => api);
  const api = visitorRest({ bearer: session.bearer });
  const spoken = createSpoken();
  let chat: Chat | undefined;
  let guard: Guard | undefined;
  let losing: ReturnType<typeof setTimeout> | undefined;
  let read = 0; // newest `Seq` of others that was on the screen

  const host = listenToHost(({ open, emergency, phone }) => {
    const { contact } = store.get();
    store.set({
      embedded: true,
      open,
      contact: { number: contact.number || emergency, phone: contact.phone || phone },
    });
    seen();
  });
  document.addEventListener("visibilitychange", seen);

  function say(text: string): void {
    if (text !== "") store.set({ said: { text, count: store.get().said.count + 1 } });
  }

  function visible(): boolean {
    return store.get().open && document.visibilityState === "visible";
  }

  function seen(): void {
    chat?.seen(visible());
    countUnread();
  }

  function countUnread(): void {
    const { conversation } = store.get();
    if (!conversation) return;
    const own = conversation.receipts.find(({ who }) => isSame(who, conversation.me))?.read ?? 0;
    read = Math.max(read, visible() ? newestFromOthers(conversation) : own);
    host.tell({ type: "unread", count: unread(conversation, read) });
  }

  async function load(): Promise<void> {
    store.set({ screen: "loading" });
    void ready();
    void loadParts(PARTS).then((all) => store.set({ stale: !all }));
    try {
      const [info, conversations] = await Promise.all([api.site(site), session.find()]);
      const [only] = info.departments;
      const single = info.departments.length === 1 && only ? { department: only } : {};
      store.set({ site: info, contact: info.emergency, ...single });
      if (conversations?.some(({ phase }) => phase !== "closed")) connectChat(undefined);
      else idle();
    } catch (error) {
      const failure = error instanceof RestError && error.status === 404 ? "site" : "away";
      store.set({ screen: "failed", failure });
    }
  }

  /** Before a chat: whatever the loader remembers of one is over. */
  function idle(): void {
    store.set({ screen: "start" });
    host.tell({ type: "chat", active: false });
  }

  async function ready(): Promise<Guard | undefined> {
    try {
      guard = await loadGuard();
      store.set({ guard: "ready" });
    } catch {
      store.set({ guard: "failed" });
    }
    return guard;
  }

  async function begin(intake: Intake): Promise<void> {
    const { department } = store.get();
    if (!department || store.get().starting) return;
    store.set({ starting: true, startError: undefined });
    try {
      const checks = await ready();
      if (!checks) return fail(t("composer.unready"));
      [intake.name, intake.topic, intake.message ?? "", ...intake.answers.map(({ value }) => value)].forEach(look);
      const text = (value: string): string => checks.mask(value.trim(), department.protection.keep_card_last_four).text;
      const { cookieless } = await session.begin(site, department.consent_version);
      store.set({ cookieless });
      connectChat({
        type: "open",
        client_key: newClientKey(),
        department: department.id,
        ...(intake.name.trim() ? { name: text(intake.name) } : {}),
        ...(intake.topic.trim() ? { topic: text(intake.topic) } : {}),
        answers: intake.answers.map(({ key, value }) => ({ key, value: text(value) })),
        consent_version: department.consent_version,
        ...(intake.message ? { leave_message: text(intake.message) } : {}),
      });
    } catch (error) {
      await explain(error);
    }
  }

  async function explain(error: unknown): Promise<void> {
    if (!(error instanceof RestError) || error.code === "offline") return fail(t("start.error.offline"));
    if (error.code === "consent_outdated") return siteChanged(t("start.error.consent"));
    if (error.retryAfterS) return fail(t("start.error.busy", { n: error.retryAfterS }));
    fail(t("start.error.server", { message: error.message }));
  }

  /** The notice is not the present one any more, or the department has closed: fetch what is so now and have it read. */
  async function siteChanged(said: string): Promise<void> {
    try {
      const info = await api.site(site);
      const chosen = store.get().department?.id;
      const department = info.departments.find(({ id }) => id === chosen);
      store.set({ site: info, contact: info.emergency, department });
      fail(said);
    } catch {
      fail(t("start.error.offline"));
    }
  }

  function fail(startError: string): void {
    chat?.close();
    chat = undefined;
    store.set({ screen: "start", starting: false, startError });
  }

  function connectChat(open: OpenFrame | undefined): void {
    chat?.close();
    read = 0;
    chat = startChat(open, {
      ticket: session.ticket,
      bearer: session.bearer,
      conversation(now, before) {
        store.set({ screen: "chat", starting: false, conversation: now });
        if (!before) chat?.seen(visible());
        if (!before || (before.state.phase === "closed") !== (now.state.phase === "closed")) {
          // Without a cookie the chat ends with this page: there is none to go on with on the next.
          host.tell({ type: "chat", active: now.state.phase !== "closed" && !store.get().cookieless });
        }
        if (now.entries !== before?.entries) countUnread();
        say(spoken(now, before));
      },
      status(status, bye) {
        const ended = status === "ended" ? { ended: bye?.code === "upgrade" ? ("upgrade" as const) : ("session" as const) } : {};
        store.set({ status, ...ended });
        notice(status);
        if (status === "ended" && !store.get().conversation) {
          if (open) fail(t("start.error.server", { message: bye?.message ?? "" }));
          else idle();
        } else if (status === "ended") {
          host.tell({ type: "chat", active: false });
        }
      },
      limits: (maxChars) => store.set({ maxChars }),
      emergency: () => store.set({ emergency: true }),
      notOpened(why) {
        if (why.type === "busy") fail(t("start.error.busy", { n: why.retry_after_s }));
        else if (why.code === "consent_outdated") void siteChanged(t("start.error.consent"));
        else if (why.code === "department_closed") void siteChanged("");
        else fail(t("start.error.server", { message: why.message }));
      },
    });
  }

  /** Tells of a lost connection, and of its return; not of one that is back in a moment. */
  function notice(status: Status): void {
    if (status === "online" || status === "ended") {
      clearTimeout(losing);
      losing = undefined;
      if (status === "online" && store.get().lost) say(t("connection.back"));
      store.set({ lost: false });
    } else if (store.get().conversation) {
      losing ??= setTimeout(() => {
        store.set({ lost: true });
        say(t("connection.offline.idle"));
      }, MOMENT_MS);
    }
  }

  function look(text: string): void {
    if (!store.get().emergency && guard?.isEmergency(text)) store.set({ emergency: true });
  }

  return {
    store,
    load,
    choose: (department) => store.set({ department, startError: undefined }),
    begin,
    look,
    typing: (on) => chat?.typing(on),
    async post(text) {
      const checks = await ready();
      look(text);
      if (!checks || !chat) return false;
      chat.post(checks.mask(text, store.get().conversation?.state.protection.keep_card_last_four ?? false));
      return true;
    },
    retry: (clientKey) => chat?.retry(clientKey),
    discard: (clientKey) => chat?.discard(clientKey),
    leave: async () => (await chat?.leave()) ?? false,
    say,
    end: async () => (await chat?.end()) ?? false,
    again() {
      chat?.close();
      chat = undefined;
      session.end().catch(() => undefined); // left alone, it ends by itself within a day
      store.set({
        screen: "start",
        conversation: undefined,
        ended: undefined,
        emergency: false,
        cookieless: false,
        startError: undefined,
        status: "connecting",
        lost: false,
      });
      host.tell({ type: "unread", count: 0 });
    },
    hideEmergency: () => store.set({ emergency: false }),
    closeWindow: () => host.tell({ type: "close" }),
  };
}
