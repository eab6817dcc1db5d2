/** The rooms of the house, in the order of the rail. A new feature joins here and in `router.tsx`. */
import type { Room } from "@/ui/room";
import { adminRoom, modelsRoom } from "@/features/admin/room";
import { chatsRoom } from "@/features/chats/room";
import { homeRoom } from "@/features/home/room";
import { imagesRoom } from "@/features/images/room";
import { libraryRoom } from "@/features/templates/room";
import { accountRoom } from "@/features/account/room";
import { runsRoom } from "@/features/runs/room";
import type { Role } from "@/api/types";

const rooms: Room[] = [homeRoom, chatsRoom, imagesRoom, libraryRoom, runsRoom, accountRoom, modelsRoom, adminRoom];

export const roomsFor = (role: Role) => rooms.filter((room) => room.for === "everyone" || role === "admin");
export const tilesFor = (role: Role) => roomsFor(role).flatMap((room) => room.tiles ?? []);

const MOST_IN_BAR = 3;

/** A phone has the first rooms in its bar, what is under way beside them, and the rest in a sheet: none is lost. */
export const roomsInBar = (role: Role) => roomsFor(role).filter((room) => room.rail === "work").slice(0, MOST_IN_BAR);
export function roomsInSheet(role: Role): Room[] {
  const elsewhere = new Set<Room>([...roomsInBar(role), runsRoom]);
  return roomsFor(role).filter((room) => !elsewhere.has(room));
}
