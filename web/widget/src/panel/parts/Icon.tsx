// The icons, all of one weight. Decoration: the words beside them or the button's name say what they mean.
const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h15M13 6l6 6-6 6",
  warn: "M12 4L2.5 20h19L12 4M12 10v4M12 17v.5",
} as const;

/** `path`: one of another part, see icons.ts. */
export function Icon({ name = "warn", path }: { name?: keyof typeof PATHS; path?: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path ?? PATHS[name]} />
    </svg>
  );
}
