/** Chats of the world: what a test may set, with everything else as usual. */
import type { Attachment, Chat, ChatFolder, Message, SearchHit } from "@/api/types";

type ChatFacts = Omit<Chat, "messages" | "earlier">;

export type ChatWorld = {
  chats: ChatFacts[];
  /** The shown branch of each chat, oldest first. */
  messages: Record<string, Message[]>;
  folders: ChatFolder[];
  hits: SearchHit[];
  /** Bodies that came in, for what the page must or must not send. */
  sent: { path: string; body: unknown; key: string | null }[];
};

export const noChats = (): ChatWorld => ({ chats: [], messages: {}, folders: [], hits: [], sent: [] });

export const chat = (facts: Partial<ChatFacts> = {}): ChatFacts => ({
  id: "c1",
  title: "The keeper of Skarn Point",
  snippet: "You could taste the salt.",
  folder_id: null,
  is_pinned: false,
  is_archived: false,
  created_at: "2025-11-03T09:00:00Z",
  active_at: "2025-11-03T09:00:00Z",
  deleted_at: null,
  model: null,
  run_id: null,
  channel_id: null,
  system_prompt: "",
  parameters: {},
  web_search: false,
  persona_id: null,
  forked_from: null,
  ...facts,
});

export const message = (facts: Partial<Message> = {}): Message => ({
  id: "m1",
  chat_id: "c1",
  parent_id: null,
  role: "user",
  state: "done",
  content: "Show me the lamp room.",
  thinking: "",
  version: 1,
  created_at: "2025-11-03T09:00:00Z",
  edited_at: null,
  branch: { index: 1, count: 1, previous_id: null, next_id: null },
  run_id: null,
  channel_id: null,
  model: null,
  usage: null,
  search: null,
  error: null,
  demo: false,
  attachments: [],
  drawing: null,
  ...facts,
});

export const reply = (facts: Partial<Message> = {}): Message =>
  message({ id: "m2", parent_id: "m1", role: "assistant", content: "You could taste the salt.", model: "qwen3:14b", ...facts });

export const attachment = (facts: Partial<Attachment> = {}): Attachment => ({
  id: "f1",
  kind: "pdf",
  name: "harbour-log.pdf",
  pages: 18,
  characters: 24_000,
  asset: {
    id: "a1",
    bytes: 90_000,
    created_at: "2025-11-03T09:00:00Z",
    width: null,
    height: null,
    kind: "file",
    media_type: "application/pdf",
    name: "harbour-log.pdf",
    provenance: null,
    sha256: "",
    thumbnail_url: null,
    url: "/api/assets/a1/content",
  },
  ...facts,
});

/** A chat of that many turns. */
export const longTalk = (turns: number, chat_id = "c1"): Message[] =>
  Array.from({ length: turns }, (_, at) => [
    message({ id: `u${at}`, chat_id, content: `Question ${at}` }),
    reply({ id: `r${at}`, chat_id, parent_id: `u${at}`, content: `Answer ${at}. ${"The sea was calm that night. ".repeat(at % 7)}` }),
  ]).flat();

