/** The field that one writes in, for those beside it that lead there. */
export const FIELD = "chat-words";

/** Where there are no keys but a touched glass: a field that takes the focus would open the keyboard. */
export const isTouch = () => window.matchMedia("(pointer: coarse)").matches;

export const fieldByKeys = () => (isTouch() ? null : document.getElementById(FIELD));
