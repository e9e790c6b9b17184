// Keeps a person where something of theirs is not sent yet: it is asked before they leave, whichever way.
import { useEffect, useRef, useState } from "preact/hooks";
import { keepScreen } from "../route.ts";

export interface Kept {
  /** Whether it is being asked. */
  asking: boolean;
  /** Leaves, or asks first. */
  leave(go: () => void): void;
  /** They stay. */
  stay(): void;
  /** They leave, and what is not sent goes. */
  leaveNow(): void;
  /** From now on nothing is asked: it was taken along. */
  release(): void;
}

export function useKept(unsent: boolean): Kept {
  const held = useRef(unsent);
  const released = useRef(false);
  held.current = unsent && !released.current;
  const [wanted, setWanted] = useState<{ go(): void }>();

  function leave(go: () => void): void {
    if (held.current) setWanted({ go });
    else go();
  }

  function release(): void {
    released.current = true;
    held.current = false;
  }

  useEffect(
    () =>
      keepScreen((go) => {
        if (!held.current) return false;
        setWanted({ go });
        return true;
      }),
    [],
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (held.current) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);

  return {
    asking: wanted !== undefined,
    leave,
    stay: () => setWanted(undefined),
    leaveNow() {
      release();
      setWanted(undefined);
      wanted?.go();
    },
    release,
  };
}
