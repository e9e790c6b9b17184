// The switch in the header, and what makes the sound while a chat runs.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Conversation, newestFromOthers } from "../../../../shared/src/conversation.ts";
import { s } from "../text.ts";
import { followSound, isOn, ring, switchSound } from "./ring.ts";

const BELL = "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5M10 20.5h4";
const STRUCK = "M4 4l16 16";

export function Sound({ conversation, open }: { conversation: Conversation; open: boolean }) {
  const [on, setOn] = useState(isOn());
  const newest = newestFromOthers(conversation);
  const heard = useRef<number | undefined>(undefined);

  useEffect(() => followSound(setOn), []);
  useEffect(() => {
    // What was there when the page came, or came with a resume of it, is not new.
    const before = heard.current;
    const complete = conversation.gap === "none" && conversation.rev > 0;
    if (before === undefined ? complete : newest > before) heard.current = newest;
    if (before === undefined || newest <= before) return;
    ring(`${conversation.state.conversation}:${newest}`, open && document.visibilityState === "visible" && document.hasFocus());
  }, [newest, conversation.gap, conversation.rev > 0]);

  if (typeof AudioContext === "undefined") return null;
  return (
    <button
      type="button"
      class="header-button"
      aria-label={s("name")}
      aria-pressed={on}
      title={s(on ? "on" : "off")}
      onClick={() => {
        switchSound(!on);
        setOn(!on);
      }}
    >
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={on ? BELL : BELL + STRUCK} />
      </svg>
    </button>
  );
}
