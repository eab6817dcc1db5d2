/** In which chat the panel for a picture stands open. */
import { create } from "zustand";

const usePanel = create<{ key: string | null }>(() => ({ key: null }));

export const usePanelIsOpen = (key: string) => usePanel((panel) => panel.key === key);

export const openPanel = (key: string) => usePanel.setState({ key });

export const closePanel = () => usePanel.setState({ key: null });
