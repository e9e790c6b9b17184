// Who one talks to, whether they are there, and the way out.
import { t } from "../text.ts";
import { Icon } from "./Icon.tsx";

interface HeaderProps {
  title: string;
  subtitle?: string;
  onEnd?: (() => void) | undefined;
  onClose?: (() => void) | undefined;
}

export function Header({ title, subtitle, onEnd, onClose }: HeaderProps) {
  return (
    <header class="header" aria-label={t("header.title")}>
      <div class="header-words">
        <h1 tabIndex={-1}>{title}</h1>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {onEnd && (
        <button type="button" class="header-button" onClick={onEnd}>
          {t("header.end")}
        </button>
      )}
      {onClose && (
        <button type="button" class="header-button" aria-label={t("header.close")} title={t("header.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
