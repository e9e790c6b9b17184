// The style of what is loaded beside the first screen. By a link: the policy of the page lets no other in.
import href from "./log.css?url";

/** Resolves when it is there; another call after a failure tries again. */
export function styled(): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error("The style is not to be had."));
    };
    document.head.append(link);
  });
}
