import { useEffect, useState } from "react";

/** When what floats goes, the focus is where it was before it came. */
export function useFocusBack(): void {
  // Read while rendering: once it stands, a field in it has taken the focus.
  const [from] = useState(() => document.activeElement);
  useEffect(() => () => (from instanceof HTMLElement ? from.focus({ preventScroll: true }) : undefined), [from]);
}
