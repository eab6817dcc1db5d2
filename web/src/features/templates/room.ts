import { IconBooks, IconSitemap } from "@tabler/icons-react";
import type { Room } from "@/ui/room";

/** Templates are the first shelf of the library. */
export const libraryRoom: Room = {
  id: "library",
  title: "room.library",
  to: "/library",
  icon: IconBooks,
  rail: "work",
  for: "everyone",
  tiles: [{ title: "tile.library.title", lead: "tile.library.lead", action: "tile.library.action", to: "/library/templates", icon: IconSitemap, art: "harbour" }],
  commands: [{ id: "templates", title: "room.templates", icon: IconSitemap, to: "/library/templates" }],
};
