// The icons of the console: one grid (24), one weight (1.75), no fill. An icon never stands without a label or a name.
import type { JSX } from "preact";

const PATHS = {
  chats: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z",
  board: "M4 4.5h6.5v8H4zM13.5 4.5H20v5h-6.5zM13.5 12.5H20v7h-6.5zM4 15.5h6.5v4H4z",
  numbers: "M4.5 19.5h15M7 16.5v-5M12 16.5v-11M17 16.5v-8",
  history: "M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.7M4.5 4v4.7h4.7M12 8v4.3l2.8 1.7",
  settings: "M5 7.5h8.5M17.5 7.5H19M5 16.5h1.5M10.5 16.5H19M15.5 9.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.5 18.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  keys: "M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 16.5zM7.5 10h.01M11 10h.01M14.5 10h.01M17 10h.01M8 14h8",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  out: "M14 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H14M10 12h9.5M16 8.5l3.5 3.5-3.5 3.5",
  back: "M14.5 5.5 8 12l6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.4 3.7-5 7.5-5s6.7 1.6 7.5 5",
  transfer: "M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19",
  end: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  send: "M4.5 11.7 19.5 4.5 15.5 19.5 11.7 13z",
  note: "M6 4h8.5L19 8.5V18.5A1.5 1.5 0 0 1 17.5 20h-11A1.5 1.5 0 0 1 5 18.5V5.5A1.5 1.5 0 0 1 6 4zM14 4v5h5M8.5 13h7M8.5 16.5h5",
  language: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM4 12h16M12 4c2.5 2.3 3.5 5 3.5 8s-1 5.7-3.5 8c-2.5-2.3-3.5-5-3.5-8s1-5.7 3.5-8z",
  alert: "M12 4.5 20.5 19h-17zM12 10v4.2M12 16.7v.01",
  canned: "M5 6h14M5 11h9M5 16h5M13.5 19.5l5-10",
  block: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.4 6.4l11.2 11.2",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5L19 18H5zM10 20.5h4",
  find: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20 20",
  eye: "M3 12c2-3.8 5-5.7 9-5.7s7 1.9 9 5.7c-2 3.8-5 5.7-9 5.7S5 15.8 3 12zM12 14.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
