import {
  IconAdjustmentsHorizontal,
  IconBrain,
  IconChartBar,
  IconCpu,
  IconGauge,
  IconHistory,
  IconMailPlus,
  IconPhotoCog,
  IconSpeakerphone,
  IconUserPlus,
} from "@tabler/icons-react";
import { Avatar } from "@/ui/marks/avatar";
import type { Room } from "@/ui/room";
import { findPeople } from "./people/api";

export const adminRoom: Room = {
  id: "admin",
  title: "room.admin",
  to: "/admin",
  also: "/settings",
  icon: IconAdjustmentsHorizontal,
  rail: "care",
  for: "admin",
  commands: [
    { id: "invite", title: "admin.invitations.new", icon: IconMailPlus, to: "/admin/invitations" },
    { id: "registration", title: "admin.registration.title", lead: "admin.registration.lead", icon: IconUserPlus, to: "/admin/registration" },
    { id: "limits", title: "limits.title", lead: "admin.limits.palette", icon: IconGauge, to: "/admin/limits" },
    { id: "usage", title: "admin.usage.title", lead: "admin.usage.palette", icon: IconChartBar, to: "/admin/usage" },
    { id: "announce", title: "admin.announcements.new", lead: "admin.announcements.lead", icon: IconSpeakerphone, to: "/admin/announcements" },
    { id: "engines", title: "admin.engines.title", lead: "admin.engines.palette", also: "admin.engines.also", icon: IconPhotoCog, to: "/admin/engines" },
    { id: "gpu", title: "admin.gpu.title", lead: "admin.gpu.palette", also: "admin.programs.title", icon: IconCpu, to: "/admin/gpu" },
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

/** Everybody may look at the models; only admins have a place for them in the administration. */
export const modelsRoom: Room = {
  id: "models",
  title: "models.title",
  to: "/settings/models",
  icon: IconBrain,
  rail: "none",
  for: "everyone",
};
