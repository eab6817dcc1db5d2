/** The rooms of the house, in the order of the rail. A new feature joins here and in `router.tsx`. */
import type { Room } from "@/ui/room";
import { adminRoom } from "@/features/admin/room";
import { homeRoom } from "@/features/home/room";
import { accountRoom } from "@/features/account/room";
import { runsRoom } from "@/features/runs/room";
import type { Role } from "@/api/types";

const rooms: Room[] = [homeRoom, runsRoom, accountRoom, adminRoom];

export const roomsFor = (role: Role) => rooms.filter((room) => room.for === "everyone" || role === "admin");
export const tilesFor = (role: Role) => roomsFor(role).flatMap((room) => room.tiles ?? []);
