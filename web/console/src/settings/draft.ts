// What is being changed of one thing, based on a state that has a version: until it is saved, refused, or found to have been changed by
// somebody else, whose changes are then put beneath one's own.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { RestError } from "../../../shared/src/rest.ts";
import { sentence, wordsOf } from "./problem.ts";
import { announce } from "../ui/announcer.tsx";
import { problemsOf } from "./call.ts";
import { type Merged, merge, same, typedOn } from "./merge.ts";
import { s } from "./text.ts";
import { useUnsaved } from "./unsaved.tsx";

/** A state of something and what names it. */
export interface Versioned<T> {
  version: string;
  settings: T;
}

export interface Draft<T> {
  draft: T;
  /** As it is stored. */
  saved: T;
  change(part: Partial<T>): void;
  dirty: boolean;
  saving: boolean;
  /** Something was saved here. */
  kept: boolean;
  faults: ReadonlyMap<string, string>;
  /** Why it was not saved, where no field is at fault. */
  problem: string;
  /** Somebody else has changed it. */
  conflict: boolean;
  /** What became of two people's changes, after they were put together. */
  together: Merged<T> | undefined;
  /** Faults that were found: grows with each attempt, for the focus. */
  attempts: number;
  save(): Promise<void>;
  /** Back to what is stored; after a conflict, to what somebody else stored. */
  discard(): Promise<void>;
  putTogether(): Promise<void>;
}

export interface Source<T> {
  there: Versioned<T>;
  put(basedOn: string, settings: T): Promise<Versioned<T>>;
  /** As it is stored now. */
  load(): Promise<Versioned<T> | undefined>;
  /** What was already changed when the editor came. */
  begun?: T | undefined;
}

export function useDraft<T extends object>({ there, put, load, begun }: Source<T>): Draft<T> {
  const [base, setBase] = useState(there);
  const [draft, setDraft] = useState(begun ?? there.settings);
  const [saving, setSaving] = useState(false);
  const [kept, setKept] = useState(false);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState("");
  const [conflict, setConflict] = useState(false);
  const [together, setTogether] = useState<Merged<T>>();
  const [attempts, setAttempts] = useState(0);
  const current = useRef(draft);
  current.current = draft;
  const dirty = !same(draft, base.settings);
  useUnsaved(dirty);

  // What is stored may have been read anew; what is not saved stays.
  useLayoutEffect(() => {
    if (there.version === base.version || dirty || saving) return;
    setBase(there);
    setDraft(there.settings);
  }, [there.version]);

  function settle(next: Versioned<T>): void {
    setBase(next);
    setFaults(new Map());
    setProblem("");
    setConflict(false);
    setTogether(undefined);
  }

  async function save(): Promise<void> {
    if (saving) return;
    setSaving(true);
    const sent = current.current;
    try {
      const next = await put(base.version, sent);
      settle(next);
      setKept(true);
      setDraft((now) => typedOn(sent, now, next.settings));
      announce(s("saved"));
    } catch (error) {
      setAttempts((n) => n + 1);
      const meanwhile = error instanceof RestError && error.code === "changed_meanwhile";
      setConflict(meanwhile);
      const found = problemsOf(error);
      setFaults(new Map(found.map(({ field, message }) => [field, sentence(message)])));
      setProblem(meanwhile || found.length > 0 ? "" : wordsOf(error));
    } finally {
      setSaving(false);
    }
  }

  /** What is stored now; undefined, and said, where it cannot be had. */
  async function stored(): Promise<Versioned<T> | undefined> {
    try {
      const now = await load();
      if (!now) setProblem(s("conflict.gone"));
      return now;
    } catch (error) {
      setProblem(wordsOf(error));
      return undefined;
    }
  }

  async function discard(): Promise<void> {
    const back = conflict ? await stored() : base;
    if (!back) return;
    settle(back);
    setDraft(back.settings);
    announce(s("discarded"));
  }

  async function putTogether(): Promise<void> {
    const theirs = await stored();
    if (theirs) {
      const result = merge(base.settings, current.current, theirs.settings);
      setBase(theirs);
      setDraft(result.merged);
      setTogether(result);
      setConflict(false);
      setProblem("");
    }
  }

  return {
    draft,
    saved: base.settings,
    change: (part) => setDraft((old) => ({ ...old, ...part })),
    dirty,
    saving,
    kept,
    faults,
    problem,
    conflict,
    together,
    attempts,
    save,
    discard,
    putTogether,
  };
}
