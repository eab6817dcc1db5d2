/** Arrows lead from chat to chat, over all groups; Tab comes in once and goes out again. */
import type { KeyboardEvent } from "react";

const ROW = "[data-row]";

export function walk(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget: list } = event;
  if (!(target instanceof HTMLElement) || !target.matches(ROW) || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
  const at = rows.indexOf(target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows[to]?.focus();
}

/** The one row that Tab comes to: the chat that is open, else the first. */
export function keepOneStop(list: HTMLElement): void {
  const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
  const focused = rows.find((row) => row === document.activeElement);
  const stop = focused ?? rows.find((row) => row.getAttribute("aria-current") === "page") ?? rows[0];
  for (const row of rows) row.tabIndex = row === stop ? 0 : -1;
}
