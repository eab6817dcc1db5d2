import { IconPhoto, IconPhotoPlus, IconTable } from "@tabler/icons-react";
import type { Room } from "@/ui/room";

export const imagesRoom: Room = {
  id: "images",
  title: "room.images",
  to: "/images",
  icon: IconPhoto,
  rail: "work",
  for: "everyone",
  tiles: [{ title: "tile.images.title", lead: "tile.images.lead", action: "tile.images.action", to: "/images", icon: IconPhoto, art: "lighthouse" }],
  commands: [
    { id: "table", title: "room.scripts", lead: "scripts.dropLead", icon: IconTable, to: "/images/scripts" },
    { id: "picture", title: "tile.images.title", lead: "tile.images.lead", also: "images.also", icon: IconPhotoPlus, to: "/images?create=true" },
  ],
};
