// The numbers page is a chunk of its own: most people never open it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

type Page = typeof import("./numbers.tsx");

export function LateNumbers({ me }: { me: Me }): JSX.Element {
  const [page, setPage] = useState<Page>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import("./numbers.tsx").then(setPage, () => setFailed(true));
  }, []);
  if (page) return <page.Numbers me={me} />;
  return <p class="centred soft">{failed ? t("start.away") : t("numbers.loading")}</p>;
}
