"use client";

import type { RefObject } from "react";
import { useShortcuts } from "./use-shortcuts";

const isShown = (element: HTMLElement) => element.offsetParent !== null;

/**
 * Moves through a list by keys: j and k (arrows inside the list) go from row to row, x chooses, p pins, / searches. Enter opens by
 * itself, because what is moved is the focus on each row's link.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>, search: RefObject<HTMLInputElement | null>): void {
  useShortcuts((event) => {
    if (event.key === "/") {
      event.preventDefault();
      search.current?.focus();
      return;
    }
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-run-row]") ?? [])].filter(isShown);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const inside = at >= 0;
    const step = event.key === "j" || (inside && event.key === "ArrowDown") ? 1 : event.key === "k" || (inside && event.key === "ArrowUp") ? -1 : 0;
    if (step !== 0 && rows.length > 0) {
      event.preventDefault();
      const row = rows[inside ? Math.min(rows.length - 1, Math.max(0, at + step)) : step > 0 ? 0 : rows.length - 1];
      row?.querySelector<HTMLElement>("[data-run-link]")?.focus();
      row?.scrollIntoView({ block: "nearest" });
    }
    const action = event.key === "x" ? "[data-choose]" : event.key === "p" ? "[data-pin]" : null;
    if (inside && action) {
      event.preventDefault();
      rows[at]?.querySelector<HTMLElement>(action)?.click();
    }
  });
}
