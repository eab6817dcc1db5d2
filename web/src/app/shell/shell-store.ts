/** What floats over the shell just now. */
import { create } from "zustand";

type Float = "palette" | "runs" | "more" | null;

export const useFloat = create<{ open: Float }>(() => ({ open: null }));

export const show = (open: Exclude<Float, null>) => useFloat.setState({ open });
export const showOrHide = (open: Exclude<Float, null>) =>
  useFloat.setState((now) => ({ open: now.open === open ? null : open }));
export const hide = () => useFloat.setState({ open: null });
