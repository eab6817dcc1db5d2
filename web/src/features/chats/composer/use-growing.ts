/** A field that is as high as its words. */
import { type RefObject, useLayoutEffect } from "react";

/** Where the style sheet can do it, this does nothing. */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const place = field.current;
    if (!place || knowsItself()) return;
    place.style.height = "auto";
    place.style.height = `${place.scrollHeight}px`;
  }, [field, text]);
}

const knowsItself = () => typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");
