/** The message whose words are being changed, and what stands in its field. */
import { create } from "zustand";

export const useEditing = create<{ id: string | null }>(() => ({ id: null }));

export const edit = (id: string | null) => useEditing.setState({ id });
