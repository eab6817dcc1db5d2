import { memo } from "react";
import type { Message } from "@/api/types";
import { Person } from "./person";
import { Reply } from "./reply";

/** `isFrozen`: the chat is in the trash, where it is only read. */
export type MessageProps = { message: Message; isFrozen: boolean };

/** One message, whoever wrote it. */
export const MessageView = memo(function MessageView(props: MessageProps) {
  return props.message.role === "user" ? <Person {...props} /> : <Reply {...props} />;
});
