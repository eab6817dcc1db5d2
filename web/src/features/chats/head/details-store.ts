/** Whether the details stand beside the conversation: kept on this device. On a narrow page they float and are shut at first. */
import { create } from "zustand";

const KEPT = "fabula.chats.details";

type Details = { isBeside: boolean; isFloating: boolean };

export const useDetails = create<Details>(() => ({ isBeside: localStorage.getItem(KEPT) !== "false", isFloating: false }));

export function showBeside(isBeside: boolean): void {
  localStorage.setItem(KEPT, String(isBeside));
  useDetails.setState({ isBeside });
}
export const float = (isFloating: boolean) => useDetails.setState({ isFloating });
