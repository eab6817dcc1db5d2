/** What may stand in an address, taken as it is meant or not at all. */
export const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
export const runState = (value: unknown) => (["active", "finished", "failed"] as const).find((state) => state === value);
/** Only a place of this page: never an address that leads elsewhere. */
export const placeHere = (value: unknown) => (typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined);

// A key that is left out would be taken unchecked from the address, so what does not fit is set to undefined.
export type SignInSearch = { to?: string | undefined; ended?: boolean | undefined };
export type RegisterSearch = { invitation?: string | undefined };
export type RunsSearch = { state?: "active" | "finished" | "failed" | undefined };
export type PeopleSearch = { search?: string | undefined; show?: "admins" | "users" | "disabled" | undefined };
export type AllRunsSearch = RunsSearch & { owner?: string | undefined; kind?: string | undefined };
export type AuditSearch = { actor?: string | undefined; action?: string | undefined; since?: "hour" | "day" | "week" | "month" | undefined };
