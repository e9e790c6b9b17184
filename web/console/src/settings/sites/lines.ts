// The two lines that embed the chat: what the loader reads of them (`widget/src/loader/settings.ts`) is what is set of the site.
import type { SettingsSite } from "../../../../shared/src/wire.gen.ts";

/** Numbers, colour and place are for the button, which stands before anything is asked of the server. */
export function snippetOf({ settings, loader, integrity }: SettingsSite): string {
  const { key, emergency, look } = settings;
  const said = [
    ["site", key],
    ["emergency", emergency.number],
    ["phone", emergency.phone],
    ...(look.colour === undefined ? [] : [["colour", look.colour] as const]),
    ...(look.position === "start" ? [["position", look.position] as const] : []),
  ] as const;
  const data = said.map(([name, value]) => `data-${name}="${attribute(value)}"`).join(" ");
  return `<script src="${attribute(loader)}" integrity="${attribute(integrity)}" crossorigin async\n        ${data}></script>`;
}

const attribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
