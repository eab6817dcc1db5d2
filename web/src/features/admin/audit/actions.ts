/** What the log speaks of, in the order in which it is chosen from. */

export const ACTIONS = [
  "signin.succeeded",
  "signin.ended",
  "signin.failed",
  "signin.refused",
  "signin.reused",
  "password.changed",
  "password.refused",
  "password.reset",
  "session.ended",
  "session.others_ended",
  "session.one_ended",
  "session.all_ended",
  "key.made",
  "key.revoked",
  "user.registered",
  "user.created",
  "user.changed",
  "user.email_changed",
  "user.role_changed",
  "user.disabled",
  "user.enabled",
  "user.deleted",
  "invitation.made",
  "invitation.withdrawn",
  "registration.changed",
] as const;

export type Action = (typeof ACTIONS)[number];

export const isKnown = (action: string): action is Action => (ACTIONS as readonly string[]).includes(action);
