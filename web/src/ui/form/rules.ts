/** What the form asks for before it troubles the server; the server decides. */
import type { WordKey } from "@/i18n/words";

export const LEAST_PASSWORD = 8;

export type Fault = { key: WordKey; count?: number; least?: number; most?: number } | null;

export const filled = (value: string): Fault => (value.trim() ? null : { key: "need.filled" });
export const usernameFault = (value: string): Fault =>
  filled(value) ?? (/^[\p{L}\p{M}\p{Nd}._-]{2,40}$/u.test(value) ? null : { key: "need.username" });
export const emailFault = (value: string): Fault => filled(value) ?? (/^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*$/.test(value) ? null : { key: "need.email" });
export const passwordFault = (value: string): Fault =>
  filled(value) ?? (value.length >= LEAST_PASSWORD ? null : { key: "need.password", count: LEAST_PASSWORD });
