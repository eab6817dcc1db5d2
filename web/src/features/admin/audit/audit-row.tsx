import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { useFormat } from "@/i18n/format";
import classes from "./audit.module.css";
import { Sentence } from "./sentence";

/** One act; under it, when asked for, everything that was written down. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  // What was done without a person and from no address was done by a command on the server itself.
  const who = entry.actor?.username ?? (entry.address ? t("admin.audit.nobody") : t("admin.audit.server"));
  return (
    <li className={classes.entry}>
      <time className="muted tnum" dateTime={entry.at} title={format.moment(entry.at)}>
        {format.time(entry.at)}
      </time>
      <span className={`cut ${entry.actor ? "strong" : "muted"} ${classes.who}`} title={who}>
        {who}
      </span>
      <Tooltip label={entry.action} position="top-start">
        <span className={classes.what}>
          <Sentence entry={entry} />
        </span>
      </Tooltip>
      <span className={`caption cut ${classes.from}`}>{entry.address}</span>
      <ActionIcon
        size="sm"
        className={classes.more ?? ""}
        aria-label={t("admin.audit.details")}
        aria-expanded={isOpen}
        aria-controls={details}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronDown className="small" />
      </ActionIcon>
      <div id={details} className={classes.details} hidden={!isOpen}>
        {isOpen ? <Details entry={entry} /> : null}
      </div>
    </li>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts: [name: string, value: string | null | undefined][] = [
    [t("admin.audit.when"), format.moment(entry.at)],
    [t("admin.audit.action"), entry.action],
    [t("admin.audit.who"), entry.actor && `${entry.actor.username}, ${entry.actor.id}`],
    [t("admin.audit.subject"), [entry.subject, entry.subject_id].filter(Boolean).join(", ")],
    [t("admin.audit.from"), entry.address],
    [t("admin.audit.details"), Object.keys(entry.details).length > 0 ? JSON.stringify(entry.details) : null],
    [t("admin.audit.entry"), entry.id],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt className="caption">{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
