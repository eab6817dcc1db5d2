import { IconMessage2, IconMessagePlus } from "@tabler/icons-react";
import type { Room } from "@/ui/room";
import { foundChats } from "./found";
import { NEW } from "./search";

export const chatsRoom: Room = {
  id: "chats",
  title: "room.chats",
  to: "/chats",
  icon: IconMessage2,
  rail: "work",
  isSlim: true,
  for: "everyone",
  tiles: [{ title: "tile.chats.title", lead: "tile.chats.lead", action: "tile.chats.action", to: `/chats/${NEW}`, icon: IconMessage2, art: "portrait" }],
  commands: [{ id: "chat", title: "chats.new", lead: "tile.chats.lead", also: "chats.also", icon: IconMessagePlus, to: `/chats/${NEW}` }],
  finder: { title: "room.chats", search: foundChats },
};
