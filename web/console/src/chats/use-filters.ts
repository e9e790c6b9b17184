// The filters of one person in this browser. They hold ids of departments and nothing about patients.
import { useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { type Filters, parseFilters } from "../model/filters.ts";

export function useFilters(me: Me): readonly [Filters, (change: Partial<Filters>) => void] {
  const setting = `bedside.filters.${me.id}`;
  const [filters, setFilters] = useState(() => parseFilters(stored(setting), me));
  function change(how: Partial<Filters>): void {
    const next = { ...filters, ...how };
    setFilters(next);
    try {
      localStorage.setItem(setting, JSON.stringify(next));
    } catch {
      // Storage is switched off: they last as long as the page.
    }
  }
  return [filters, change];
}

function stored(setting: string): string | null {
  try {
    return localStorage.getItem(setting);
  } catch {
    return null;
  }
}
