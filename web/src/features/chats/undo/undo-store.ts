/** The last thing that was taken away, as long as it can be brought back by one press. */
import { create } from "zustand";

export type Undo = { words: string; back: () => void };

export const useUndo = create<{ last: Undo | null }>(() => ({ last: null }));

export const offer = (last: Undo) => useUndo.setState({ last });
export const settleUndo = () => useUndo.setState({ last: null });
