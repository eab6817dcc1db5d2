import { useEffect, useEffectEvent, useState } from "react";

/** When what had the focus goes, the focus is where it was before it came; `instead` says where, if that is gone by then. */
export function useFocusBack(instead?: () => HTMLElement | null | undefined): void {
  // Read while rendering: once it stands, a field in it has taken the focus.
  const [from] = useState(() => openerOf(document.activeElement));
  const back = useEffectEvent(() => {
    const isElsewhere = document.activeElement !== null && document.activeElement !== document.body;
    if (isElsewhere) return;
    (from?.isConnected ? from : instead?.())?.focus({ preventScroll: true });
  });
  useEffect(() => () => back(), []);
}

/** A menu goes when one of its items is chosen; the button that it hangs on stays. */
function openerOf(active: Element | null): HTMLElement | null {
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = button ? document.getElementById(button) : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
