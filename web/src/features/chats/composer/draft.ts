/** What stands in the field of each chat, kept on this device until it is sent. */
import { create } from "zustand";
import type { Attachment, ChatWishes } from "@/api/types";

export type Draft = { text: string; attachments: Attachment[]; webSearch: boolean };

const EMPTY: Draft = { text: "", attachments: [], webSearch: false };
const place = (key: string) => `fabula.chats.draft.${key}`;

export const useDrafts = create<Record<string, Draft>>(() => ({}));

/** Names the person and the chat. */
export const draftKeyOf = (owner: string, chat: string) => `${owner}.${chat}`;

export const useDraft = (key: string): Draft => useDrafts((drafts) => drafts[key]) ?? read(key);

export function changeDraft(key: string, change: Partial<Draft> | ((now: Draft) => Partial<Draft>)): void {
  const now = useDrafts.getState()[key] ?? read(key);
  const next = { ...now, ...(typeof change === "function" ? change(now) : change) };
  useDrafts.setState({ [key]: next });
  if (next.text || next.attachments.length > 0) localStorage.setItem(place(key), JSON.stringify(next));
  else localStorage.removeItem(place(key));
}

export const clearDraft = (key: string) => changeDraft(key, EMPTY);

/** Read once a chat; the same object as long as nothing changes. */
const known = new Map<string, { raw: string | null; draft: Draft }>();

function read(key: string): Draft {
  const raw = localStorage.getItem(place(key));
  const before = known.get(key);
  if (before?.raw === raw) return before.draft;
  const draft = parsed(raw);
  known.set(key, { raw, draft });
  return draft;
}

function parsed(raw: string | null): Draft {
  try {
    return raw ? { ...EMPTY, ...(JSON.parse(raw) as Draft) } : EMPTY;
  } catch {
    return EMPTY;
  }
}

export type NewChat = Partial<Pick<ChatWishes, "channel_id" | "model" | "system_prompt" | "parameters" | "web_search">>;

/** How the chat shall be that begins with the first message. */
export const useNewChat = create<NewChat>(() => ({}));
export const forgetNewChat = () => useNewChat.setState({}, true);
