// The panel's model: loads the site, begins a chat after consent, and keeps what the screens show. Screens call it; it
// knows no markup.
import { newClientKey } from "../../../../shared/src/client-key.ts";
import { type Conversation, isSame, newestFromOthers } from "../../../../shared/src/conversation.ts";
import { loadParts } from "../../../../shared/src/parts.ts";
import { RestError, visitorRest } from "../../../../shared/src/rest.ts";
import type { Status } from "../../../../shared/src/transport.ts";
import type { DepartmentInfo, ShownText } from "../../../../shared/src/wire.gen.ts";
import type { Keeper, KeptMessage } from "../kept/index.ts";
import { a, t, withTexts } from "../text.ts";
import { type Asked, type Asking, type Chat, type OpenFrame, startChat, unread } from "./chat.ts";
import { type Guard, loadGuard } from "./guard.ts";
import { listenToHost } from "./host.ts";
import { createSession } from "./session.ts";
import type { Spoken } from "./spoken.ts";
import { FIRST, type Intake, type State } from "./state.ts";
import { createStore, type Store } from "./store.ts";

/** What is loaded beside the first screen. */
const loadKept = () => import("../kept/index.ts");
const PARTS = [loadGuard, loadKept, () => withTexts(import("../protection.ts")), () => import("../../../../shared/src/link/fallback.ts")];

export interface Model {
  store: Store<State>;
  load(): Promise<void>;
  choose(department: DepartmentInfo | undefined): void;
  begin(intake: Intake): Promise<void>;
  /** Looks for emergency phrases in what is being typed; nothing leaves the browser. */
  look(text: string): void;
  /** What is being written, and where the caret stands. */
  draft(text: string, caret: number): void;
  typing(on: boolean): void;
  /** Whether the newest message is in sight. */
  atEnd(yes: boolean): void;
  /** Masks and sends; resolves to false when the text must stay in the composer. */
  post(text: string): Promise<boolean>;
  retry(clientKey: string): void;
  discard(clientKey: string): void;
  /** Leaves what was written as a message instead of waiting; false when the server did not answer. */
  leave(): Promise<boolean>;
  /** Has it said to a screen reader. */
  say(text: string): void;
  /** Ends the chat, says that the patient is still here, or how it was. */
  ask(what: Asking): Promise<Asked>;
  /** For good, as before a message is sent. */
  mask(text: string): Promise<string>;
  /** Goes on with a chat after its end. */
  reopen(conversation: string): void;
  /** What was not sent of a chat that is over is removed, from the browser too. */
  erase(): void;
  /** To the form for another chat; `keep` what was not sent of this one, for the patient to choose. */
  again(keep: boolean): void;
  hideEmergency(): void;
  closeWindow(): void;
}

/** A connection that is back within this time was never missed. */
const MOMENT_MS = 1_500;
/** How often it is looked whether a department has opened or staff have come, while somebody looks at the start screen. */
const DOORS_MS = 15_000;
/** A new chat waits no longer for what an earlier one may have left in the browser. */
const LOOK_MS = 1_000;

export interface Parts {
  /** Before anything is shown. */
  texts: Promise<unknown>;
  /** Loaded beside the first screen. */
  beside: readonly (() => Promise<unknown>)[];
  /** What the announcer says, once it is there. */
  spoken(): Spoken | undefined;
}

export function createModel(site: string, parts: Parts): Model {
  const store = createStore<State>(FIRST);
  const session = createSession(() => api);
  const api = visitorRest({ bearer: session.bearer });
  let statement: string | undefined; // what the clinic signed about the visitor
  let path: string | undefined; // of the clinic's page
  let chat: Chat | undefined;
  let over: Chat | undefined; // the chat on the screen has ended, and `chat` asks to go on with it
  let looked: Promise<void> | undefined; // for what an earlier chat left unsent
  let outbox: readonly KeptMessage[] = []; // not sent of a chat that has left the screen
  let keeper: Keeper | undefined; // of the chat that runs, once it is there
  let guard: Guard | undefined;
  let typed: [text: string, caret: number] = ["", 0];
  let losing: ReturnType<typeof setTimeout> | undefined;
  let atEnd = true;
  let read = 0; // newest `Seq` of others that was on the screen

  const host = listenToHost(parts.texts, ({ open, emergency, phone, path: now, prefill }) => {
    path = now;
    const { contact, open: before } = store.get();
    if (prefill && prefill !== statement) fillIn((statement = prefill));
    store.set({
      embedded: true,
      open,
      contact: { number: contact.number || emergency, phone: contact.phone || phone },
    });
    if (open && !before) void knock();
    seen();
  });
  document.addEventListener("visibilitychange", () => {
    seen();
    if (document.visibilityState === "hidden") keeper?.flush();
    else {
      restore();
      void knock();
    }
  });
  addEventListener("focus", seen);
  addEventListener("blur", seen);
  addEventListener("pagehide", () => keeper?.flush());

  /** Before a closed door, or where nobody is: whether that has changed. */
  async function knock(): Promise<void> {
    const { screen, open, site: known, starting } = store.get();
    if (screen !== "start" || !open || !known || starting || document.hidden || known.departments.every((each) => each.open && each.staffed)) return;
    try {
      const [answer, doors] = await Promise.all([api.site(site), withTexts(import("../doors.ts"))]);
      const { screen: after, site: before, starting: begun, department } = store.get();
      if (after !== "start" || begun || before !== known) return;
      const now = doors.asTheyAre(known, answer);
      store.set({ site: now, department: now.departments.find(({ id }) => id === department?.id) });
      say(doors.changed(known, now, department?.id));
    } catch {
      // What is not known now is known the next time.
    }
  }
  setInterval(knock, DOORS_MS);

  function fillIn(signed: string): void {
    api.prefill(site, signed).then(
      ({ values }) => store.set({ prefill: Object.fromEntries(values.map(({ claim, value }) => [claim, value])) }),
      () => store.set({ prefill: false }),
    );
  }

  function say(text: string): void {
    if (text !== "") store.set({ said: { text, count: store.get().said.count + 1 } });
  }

  function visible(): boolean {
    return store.get().open && document.visibilityState === "visible" && document.hasFocus() && atEnd;
  }

  function seen(): void {
    chat?.seen(visible());
    countUnread();
  }

  function countUnread(): void {
    const { conversation, newAfter } = store.get();
    if (!conversation) return;
    const own = conversation.receipts.find(({ who }) => isSame(who, conversation.me))?.read ?? 0;
    read = Math.max(read, visible() ? newestFromOthers(conversation) : own);
    const count = unread(conversation, read);
    host.tell({ type: "unread", count });
    // The line above what is new stays while it is looked at.
    if (count > 0 && newAfter === undefined) store.set({ newAfter: read });
    else if (count === 0 && newAfter !== undefined && !visible()) store.set({ newAfter: undefined });
  }

  async function load(): Promise<void> {
    store.set({ screen: "loading" });
    void ready();
    void loadParts([...PARTS, ...parts.beside]).then((all) => store.set({ stale: !all }));
    try {
      const [info, conversations] = await Promise.all([api.site(site), session.find()]);
      const colour = info.look?.colour;
      if (colour) await import("../look.ts").then(({ dress }) => dress(colour), () => undefined); // Bedside's own will do
      const [only] = info.departments;
      const single = info.departments.length === 1 && only ? { department: only } : {};
      store.set({ site: info, contact: info.emergency, ...single });
      if (conversations?.length) connectChat(undefined);
      else await left();
    } catch (error) {
      const failure = error instanceof RestError && error.status === 404 ? "site" : "away";
      store.set({ screen: "failed", failure });
    }
  }

  /** No chat runs: what one that has ended since left unsent is shown; whether to keep it is the patient's choice. Nothing waits for
   *  the browser's storage, which need not answer where it is blocked. */
  function left(): Promise<void> {
    start();
    const found = loadKept().then((kept) => kept.unsent(site)).catch(() => undefined);
    return (looked = found.then((unsent) => {
      if (unsent) store.set({ unsent });
      else if (!chat && !store.get().starting && store.get().ended !== "upgrade") forget();
    }));
  }

  /** Before a chat: whatever the loader remembers of one is over. */
  function idle(): void {
    if (store.get().ended !== "upgrade") forget();
    typed = ["", 0];
    outbox = [];
    store.set({ draft: "", startError: undefined });
    start();
  }

  function start(): void {
    store.set({ screen: "start", unsent: undefined });
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
      // A chat that begins takes the place of what another has left: that is the patient's choice first.
      await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
      if (store.get().unsent) return fail(a("unsent.first"));
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
        ...checks.arrived(path),
        ...(store.get().prefill && { statement }),
        ...(intake.message && !department.open ? { leave_message: text(intake.message) } : {}),
      });
      if (intake.message && department.open) store.set({ draft: (typed = [intake.message, 0])[0] });
    } catch (error) {
      await explain(error);
    }
  }

  async function explain(error: unknown): Promise<void> {
    if (!(error instanceof RestError) || error.code === "offline") return fail(t("start.error.offline"));
    if (error.code === "consent_outdated") return siteChanged(t("start.error.consent"));
    if (error.retryAfterS) return fail(t("start.error.busy", { n: error.retryAfterS }));
    fail(t("start.error.server"));
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

  /** A chat that has ended, and is not gone on with, stays on the screen. */
  function fail(startError: string): void {
    chat?.close();
    chat = over;
    over = undefined;
    store.set({ screen: store.get().conversation ? "chat" : "start", starting: false, startError });
  }

  function connectChat(open: OpenFrame | undefined, unsent: readonly KeptMessage[] = []): void {
    const again = open?.type === "reopen";
    let opened = false;
    if (again) over = chat;
    else chat?.close();
    atEnd = true;
    chat = startChat(open, {
      ticket: session.ticket,
      bearer: session.bearer,
      conversation(now, before) {
        store.set({ screen: "chat", conversation: now });
        if (!before) {
          opened = true;
          over?.close();
          over = undefined;
          store.set({ starting: false, startError: undefined, ...(again && { unsent: undefined }) });
          read = 0;
          chat?.seen(visible());
          chat?.restore(unsent);
        }
        if (!before || (before.state.phase === "closed") !== (now.state.phase === "closed")) {
          // Without a cookie the chat ends with this page: there is none to go on with on the next.
          host.tell({ type: "chat", active: now.state.phase !== "closed" && !store.get().cookieless });
        }
        if (now.entries !== before?.entries) countUnread();
        keepUp(now, before);
        say(parts.spoken()?.(now, before) ?? "");
      },
      status(status, bye) {
        store.set({ status });
        notice(status);
        if (status === "online") restore();
        if (status !== "ended") return;
        const ended = bye?.code === "upgrade" ? "upgrade" : "session";
        if (opened || !open || ended === "upgrade") store.set({ ended });
        if (!opened) return open ? fail(t("start.error.server")) : idle();
        if (ended === "session") finish();
        host.tell({ type: "chat", active: false });
      },
      limits: (maxChars) => store.set({ maxChars }),
      emergency: () => store.set({ emergency: true }),
      keep: (message) => keeper?.put(message),
      notOpened(why) {
        const code = why.type === "refused" && !again ? why.code : "";
        if (code === "consent_outdated") return void siteChanged(t("start.error.consent"));
        if (code === "department_closed") return void siteChanged("");
        withTexts(import("../refused.ts")).then(
          ({ whyNot }) => fail(whyNot(why, again)),
          () => fail(t("start.error.server")),
        );
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

  function keepUp(now: Conversation, before: Conversation | undefined): void {
    if (!before) return void keep(now);
    for (const { clientKey } of before.outbox) {
      if (!now.outbox.some((item) => item.clientKey === clientKey)) keeper?.remove(clientKey);
    }
    if (now.state.phase === "closed" && (before.state.phase !== "closed" || now.outbox !== before.outbox)) finish();
  }

  function isUnsent(): boolean {
    const { conversation, unsent } = store.get();
    return typed[0].trim() !== "" || unsent !== undefined || !!conversation?.outbox.length;
  }

  /** The chat is over: nothing of it stays in the browser but what was not sent, which is the patient's to send or to remove. */
  function finish(): void {
    store.set({ draft: typed[0].trim() && typed[0] });
    if (isUnsent()) keeper?.flush();
    else forget();
  }

  /** Keeps what is written from here on, and goes on with what an earlier page kept. */
  async function keep({ state: { conversation, protection } }: Conversation): Promise<void> {
    if (keeper) return; // it is the same chat, which is gone on with
    const mine = chat;
    try {
      await looked;
      // Where nothing is to be kept, nothing is; nor in the place of what another chat has left.
      if (store.get().cookieless || protection.custody === "ephemeral" || store.get().unsent) throw new Error("Not to be kept.");
      const made = await (await loadKept()).openKeeper({
        site,
        conversation,
        mask: async (text) => masked(await loadGuard(), text).text,
        failed: () => store.set({ unkept: true }),
      });
      if (mine !== chat || (store.get().conversation?.state.phase === "closed" && !isUnsent())) {
        made.close();
        if (!keeper) forget();
        return;
      }
      keeper = made;
      restore();
      // What was written while it was on its way.
      if (typed[0] !== "") made.draft(...typed);
      for (const item of store.get().conversation?.outbox ?? []) void made.put(item);
    } catch {
      if (mine === chat) store.set({ unkept: true });
    }
  }

  /** Takes over what this tab kept before, and what tabs that are gone have left. */
  function restore(): void {
    keeper?.restore().then(({ draft, outgoing }) => {
      chat?.restore(outgoing);
      if (draft === "") return;
      store.set({ draft });
      if (typed[0] === "") typed = [draft, draft.length];
      look(draft);
    }, () => undefined);
  }

  /** Nothing of a chat stays in the browser. */
  function forget(): void {
    keeper?.close();
    keeper = undefined;
    loadKept().then((kept) => kept.forget(), () => undefined);
  }

  /** For good, as the policy of the moment says. */
  function masked(checks: Guard, text: string): ShownText {
    return checks.mask(text, store.get().conversation?.state.protection.keep_card_last_four ?? false);
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
    atEnd(yes) {
      if (yes === atEnd) return;
      atEnd = yes;
      seen();
    },
    draft(text, caret) {
      typed = [text, caret];
      keeper?.draft(text, caret);
    },
    async post(text) {
      const checks = await ready();
      look(text);
      if (!checks || !chat) return false;
      store.set({ newAfter: undefined });
      typed = ["", 0];
      chat.post(masked(checks, text));
      return true;
    },
    retry: (clientKey) => chat?.retry(clientKey),
    discard: (clientKey) => chat?.discard(clientKey),
    leave: async () => (await chat?.leave()) ?? false,
    say,
    ask: async (what) => (await chat?.ask(what)) ?? "away",
    mask: async (text) => {
      look(text);
      return masked(await loadGuard(), text).text;
    },
    reopen(conversation) {
      // What was not sent before the end is sent now.
      if (store.get().starting) return;
      store.set({ starting: true, startError: undefined });
      connectChat({ type: "reopen", client_key: newClientKey(), conversation }, store.get().conversation?.outbox ?? outbox);
    },
    erase() {
      if (!store.get().conversation) return idle();
      typed = ["", 0];
      keeper?.draft("", 0);
      finish();
    },
    again(keep) {
      const { conversation, draft, unsent: earlier } = store.get();
      outbox = (keep && conversation?.outbox) || [];
      const texts = [...outbox.map(({ shown }) => shown.text), ...(keep && draft ? [draft] : [])];
      const unsent = conversation && texts.length > 0 ? { conversation: conversation.state.conversation, texts } : earlier;
      chat?.close();
      over?.close();
      chat = over = undefined;
      if (unsent) {
        keeper?.close();
        keeper = undefined;
      } else {
        forget();
        session.end().catch(() => undefined); // left alone, it ends by itself within a day
        typed = ["", 0];
      }
      store.set({
        screen: "start",
        unsent,
        starting: false,
        conversation: undefined,
        ended: undefined,
        emergency: false,
        cookieless: false,
        unkept: false,
        draft: unsent ? draft : "",
        newAfter: undefined,
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
