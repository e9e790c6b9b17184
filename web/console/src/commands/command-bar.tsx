// The command bar: one field, what it finds beneath, and the keys that would have done the same. The focus stays in the field, which
// points at what is chosen (the combobox pattern).
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { acts } from "../shell/keys.ts";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import "./commands.css";
import { type Todo, commandsOf, matching } from "./list.ts";

const LIST = "command-list";
const optionId = (index: number): string => `command-${index}`;

export interface CommandBarProps {
  me: Me;
  live: Live | undefined;
  onChoose(todo: Todo): void;
  onClose(): void;
}

export function CommandBar({ me, live, onChoose, onClose }: CommandBarProps): JSX.Element {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const found = matching(commandsOf(me, live?.desk.value, acts), typed);
  const at = Math.min(active, found.length - 1);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length > 0) setActive((at + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      const one = found[at];
      if (one) onChoose(one.todo);
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <Dialog title={t("commands.title")} onClose={onClose}>
      <label class="field">
        <span>{t("commands.field")}</span>
        <input
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          value={typed}
          placeholder={t("commands.hint")}
          aria-expanded={found.length > 0}
          aria-controls={found.length > 0 ? LIST : undefined}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      {found.length > 0 && (
        <ul ref={list} class="commands" role="listbox" id={LIST} aria-label={t("commands.list")}>
          {found.map(({ id, label, key, todo }, index) => (
            <li key={id} id={optionId(index)} class="command" role="option" aria-selected={index === at} onClick={() => onChoose(todo)}>
              <span dir="auto">{label}</span>
              {key !== undefined && <kbd>{key}</kbd>}
            </li>
          ))}
        </ul>
      )}
      <p class="soft" role="status">
        {found.length === 0 ? t("commands.nothing") : t("commands.found", { n: found.length })}
      </p>
    </Dialog>
  );
}
