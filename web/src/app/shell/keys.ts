/** The palette's key as this machine's keyboard writes it. */
export const findKey = navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K";
