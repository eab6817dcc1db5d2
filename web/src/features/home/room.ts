import { IconHome } from "@tabler/icons-react";
import type { Room } from "@/ui/room";

export const homeRoom: Room = { id: "home", title: "room.home", to: "/", icon: IconHome, rail: "work", for: "everyone" };
