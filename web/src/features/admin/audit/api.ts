/** The log of what was done here. */
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";

const HOUR_MS = 3_600_000;

export const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
export type Span = keyof typeof SPANS;
export type AuditFilter = { actor?: string | undefined; action?: string | undefined; since?: Span | undefined };

export const audit = ({ actor, action, since }: AuditFilter) =>
  paged(["admin", "audit", actor ?? "", action ?? "", since ?? ""], (page, signal) => {
    const from = since ? { since: new Date(Date.now() - SPANS[since]).toISOString() } : {};
    const query = { ...page, ...from, ...(actor ? { actor } : {}), ...(action ? { action } : {}) };
    return answer(http.GET("/api/admin/audit", { params: { query }, signal }));
  });
