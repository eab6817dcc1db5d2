/** What the address says of the chats. */
export type ChatsSearch = {
  /** A message that is to be shown. */
  at?: string | undefined;
  /** Another shelf than that of every day. */
  shelf?: "archive" | "trash" | undefined;
};

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

export const chatsSearch = (search: Record<string, unknown>): ChatsSearch => ({
  at: text(search.at),
  shelf: (["archive", "trash"] as const).find((name) => name === search.shelf),
});

/** The address of a chat that does not exist until its first message. */
export const NEW = "new";
