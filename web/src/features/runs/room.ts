import { IconClock } from "@tabler/icons-react";
import type { Room } from "@/ui/room";

export const runsRoom: Room = {
  id: "runs",
  title: "room.runs",
  to: "/runs",
  icon: IconClock,
  rail: "none",
  for: "everyone",
  tiles: [{ title: "tile.runs.title", lead: "tile.runs.lead", action: "tile.runs.action", to: "/runs", icon: IconClock, art: "viaduct" }],
};
