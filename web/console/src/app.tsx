// Which screen is on: starting, sign-in or the shell. A session's screens are keyed by the person, so that nothing of one
// session can be left in the next.
import type { JSX } from "preact";
import { resumeSession, session } from "./session.ts";
import { Shell } from "./shell/shell.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { t } from "./strings/index.ts";
import { Announcer } from "./ui/announcer.tsx";

export function App(): JSX.Element {
  return (
    <>
      <Current />
      <Announcer />
    </>
  );
}

function Current(): JSX.Element {
  const { value } = session;
  switch (value.at) {
    case "starting":
      return <p class="centred soft">{t("start.loading")}</p>;
    case "away":
      return (
        <main class="centred">
          <p role="alert">{t("start.away")}</p>
          <button type="button" class="button" onClick={() => void resumeSession()}>
            {t("start.again")}
          </button>
        </main>
      );
    case "out":
      return <SignIn because={value.because} />;
    case "in":
      return <Shell key={value.me.id} me={value.me} live={value.live} />;
  }
}
