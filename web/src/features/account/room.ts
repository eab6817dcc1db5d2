import { IconKey, IconUserCircle } from "@tabler/icons-react";
import type { Room } from "@/ui/room";

export const accountRoom: Room = {
  id: "account",
  title: "room.account",
  to: "/account",
  icon: IconUserCircle,
  rail: "none",
  for: "everyone",
  commands: [
    { id: "password", title: "accountPage.profile.changePasswordLong", icon: IconKey, to: "/account" },
    { id: "keys", title: "accountPage.keys.title", icon: IconKey, to: "/account" },
  ],
};
