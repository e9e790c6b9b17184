// Sign-in: e-mail and password. Pasting and password managers work; an error is said, shown and given the focus.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { LanguageField } from "../language/language-dialog.tsx";
import { signIn } from "../session.ts";
import { chooseLanguage, chosenLanguage } from "../strings/chosen.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";
import { problemOf } from "./problem.ts";
import "./sign-in.css";

const NOTICES = {
  "signed-out": "signIn.signedOut",
  "ended": "signIn.ended",
  "ended-unsent": "signIn.endedUnsent",
} as const;

export function SignIn({ because }: { because: keyof typeof NOTICES | undefined }): JSX.Element {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [working, setWorking] = useState(false);
  const [missing, setMissing] = useState<"email" | "password" | undefined>();
  const [problem, setProblem] = useState("");
  const [wait, setWait] = useCountdown();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = t("product");
    emailField.current?.focus();
  }, []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (working || wait > 0) return;
    const empty = email.trim() === "" ? "email" : password === "" ? "password" : undefined;
    setMissing(empty);
    setProblem("");
    if (empty) return (empty === "email" ? emailField : passwordField).current?.focus();
    setWorking(true);
    try {
      await signIn(email.trim(), password);
    } catch (error) {
      const { text, waitS } = problemOf(error);
      setWorking(false);
      setProblem(text);
      setWait(waitS);
      passwordField.current?.focus();
    }
  }

  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <p class="sign-in-product">{t("product")}</p>
        <h1>{t("signIn.title")}</h1>
        <p class="soft">{t("signIn.for")}</p>
        {because && problem === "" && <p class="notice" role="status">{t(NOTICES[because])}</p>}
        {/* POST, so that a form sent without this script could never put a password into an address. */}
        <form method="post" noValidate onSubmit={submit}>
          <div role="alert" class={problem === "" ? "" : "notice notice-danger"} id="sign-in-problem">
            {problem}
          </div>
          <label class="field">
            <span>{t("signIn.email")}</span>
            <input
              ref={emailField}
              type="email"
              name="email"
              autocomplete="username"
              inputMode="email"
              autocapitalize="none"
              spellcheck={false}
              required
              value={email}
              aria-invalid={missing === "email" || problem !== ""}
              aria-describedby={missing === "email" ? "sign-in-missing" : "sign-in-problem"}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </label>
          {missing === "email" && <p class="field-error" id="sign-in-missing">{t("signIn.emailMissing")}</p>}
          <label class="field" for="sign-in-password">
            <span>{t("signIn.password")}</span>
          </label>
          <div class="sign-in-password">
            <input
              ref={passwordField}
              id="sign-in-password"
              // The types know one kind of field at a time.
              type={(shown ? "text" : "password") as "password"}
              name="password"
              autocomplete="current-password"
              autocapitalize="none"
              spellcheck={false}
              required
              value={password}
              aria-invalid={missing === "password" || problem !== ""}
              aria-describedby={missing === "password" ? "sign-in-missing" : "sign-in-problem"}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
            <button
              type="button"
              class="button-quiet"
              aria-label={shown ? t("signIn.hide") : t("signIn.show")}
              title={shown ? t("signIn.hide") : t("signIn.show")}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              <Icon name="eye" />
            </button>
          </div>
          {missing === "password" && <p class="field-error" id="sign-in-missing">{t("signIn.passwordMissing")}</p>}
          <button type="submit" class="button sign-in-submit" aria-disabled={working || wait > 0}>
            {wait > 0 ? t("signIn.again", { n: wait }) : working ? t("signIn.working") : t("signIn.submit")}
          </button>
        </form>
        <LanguageField
          value={chosenLanguage()}
          onChange={(language) => {
            if (chooseLanguage(language)) location.reload();
          }}
        />
        <p class="sign-in-warning">
          <Icon name="alert" />
          {t("signIn.secondFactor")}
        </p>
      </div>
    </main>
  );
}

/** Seconds that run down to 0. */
function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}
