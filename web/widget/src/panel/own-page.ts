// The chat as a page of its own: its title counts what is unread, and it stays above the keyboard of a phone. Inside a site's page
// the loader's badge and the loader's card do that.
import { useEffect } from "preact/hooks";

const alone = typeof window !== "undefined" && window.parent === window;
/** A page that is drawn larger by the fingers: then what is seen is smaller, and no keyboard is up. */
const ZOOMED = 1.01;

/** The clinic's name, and how many messages are unread while nobody looks. */
export function useTitle(unread: number): void {
  useEffect(() => {
    if (!alone) return undefined;
    const name = document.title;
    const show = (): void => {
      const looked = document.visibilityState === "visible" && document.hasFocus();
      document.title = unread > 0 && !looked ? `(${unread}) ${name}` : name;
    };
    show();
    addEventListener("focus", show);
    addEventListener("blur", show);
    return () => {
      removeEventListener("focus", show);
      removeEventListener("blur", show);
      document.title = name;
    };
  }, [unread]);
}

/** As high as what the keyboard leaves to see. Browsers that make the page smaller themselves need nothing of it. */
export function useKeyboardRoom(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    const app = document.getElementById("app");
    if (!alone || !seen || !app) return undefined;
    const fit = (): void => {
      const covered = seen.scale < ZOOMED && seen.height < window.innerHeight - 1;
      app.style.height = covered ? `${seen.height}px` : "";
      // Safari moves the page up to show the field; there is nothing below that would need it.
      if (covered) scrollTo(0, 0);
    };
    seen.addEventListener("resize", fit);
    fit();
    return () => {
      seen.removeEventListener("resize", fit);
      app.style.height = "";
    };
  }, []);
}
