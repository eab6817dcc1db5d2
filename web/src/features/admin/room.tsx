import { IconAdjustmentsHorizontal, IconHistory, IconMailPlus, IconUserPlus } from "@tabler/icons-react";
import { Avatar } from "@/ui/marks/avatar";
import type { Room } from "@/ui/room";
import { findPeople } from "./people/api";

export const adminRoom: Room = {
  id: "admin",
  title: "room.admin",
  to: "/admin",
  icon: IconAdjustmentsHorizontal,
  rail: "care",
  for: "admin",
  commands: [
    { id: "invite", title: "admin.invitations.new", icon: IconMailPlus, to: "/admin/invitations" },
    { id: "registration", title: "admin.registration.title", lead: "admin.registration.lead", icon: IconUserPlus, to: "/admin/registration" },
    { id: "audit", title: "admin.audit.title", icon: IconHistory, to: "/admin/audit" },
  ],
  finder: {
    title: "admin.people.title",
    search: (words) => ({
      queryKey: ["admin", "users", "found", words],
      queryFn: async ({ signal }) =>
        (await findPeople(words, 5, signal)).map((person) => ({
          id: person.id,
          title: person.name || person.username,
          lead: person.email,
          to: `/admin/people/${encodeURIComponent(person.username)}`,
          picture: <Avatar person={person} />,
        })),
    }),
  },
};
