/** How high messages may be before they are measured. */
import type { Message } from "@/api/types";
import type { Outgoing } from "../api/outbox";
import { guessed, type Item } from "./stretch";

const known = new WeakMap<Message, Item>();

export function itemOf(message: Message): Item {
  const before = known.get(message);
  if (before) return before;
  const item = { key: message.id, guess: message.role === "user" ? ofPerson(message) : ofReply(message) };
  known.set(message, item);
  return item;
}

export const itemOfOutgoing = ({ key, content }: Outgoing): Item => ({ key, guess: guessed(content, 72, 22, 62) });

const ofPerson = ({ content, attachments }: Message) => guessed(content, 72, 22, 38) + (attachments.length > 0 ? 180 : 0);

function ofReply({ content, drawing, search }: Message): number {
  return guessed(content, 76, 26, 90) + (drawing ? 220 : 0) + (search ? 60 : 0);
}
