// Loads the settings screens when somebody first opens them.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { loadParts } from "../../../shared/src/parts.ts";
import { t } from "../strings/index.ts";

type Screen = typeof import("./settings.tsx");

async function withTexts(): Promise<Screen> {
  const [screen, texts] = await Promise.all([import("./settings.tsx"), import("./text.ts")]);
  await texts.loadSettingsTexts();
  return screen;
}

export function SettingsScreen({ me }: { me: Me }): JSX.Element {
  const [screen, setScreen] = useState<Screen>();
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    void loadParts([async () => setScreen(await withTexts())]).then((there) => setMissing(!there));
  }, []);
  if (screen) return <screen.Settings me={me} />;
  return <p class="centred soft" role="status">{missing ? t("banner.upgrade") : t("start.loading")}</p>;
}
