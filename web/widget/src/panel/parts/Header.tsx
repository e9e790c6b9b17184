// Who one talks to, whether they are there, and the way out.
import type { ComponentChildren } from "preact";
import { t } from "../text.ts";
import { Icon } from "./Icon.tsx";

interface HeaderProps {
  title: string;
  subtitle?: string;
  children?: ComponentChildren;
  onEnd?: (() => void) | undefined;
  onClose?: (() => void) | undefined;
}

export function Header({ title, subtitle, children, onEnd, onClose }: HeaderProps) {
  return (
    <header class="header" aria-label={t("header.title")}>
      <div class="header-words">
        <h1 tabIndex={-1}>{title}</h1>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {children}
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
