import { expect, it } from "vitest";
import { roomsFor, roomsInBar, roomsInSheet } from "./rooms";

it.each(["user", "admin"] as const)("has a way to every room on a phone for a person with the role %s", (role) => {
  const ways = [...roomsInBar(role), ...roomsInSheet(role)].map(({ id }) => id);
  expect(roomsFor(role).map(({ id }) => id).filter((id) => !ways.includes(id))).toEqual(["runs"]);
  expect(new Set(ways).size).toBe(ways.length);
});
