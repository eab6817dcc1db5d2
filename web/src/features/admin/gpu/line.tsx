import { useTranslation } from "react-i18next";
import type { GpuDevice, Names } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { wordsFor } from "@/i18n/words";
import { Avatar } from "@/ui/marks/avatar";
import { Meter } from "@/ui/marks/meter";
import { StateWord } from "@/ui/marks/state-word";
import classes from "./gpu.module.css";
import { isMark } from "./what-words";

type Props = { device: GpuDevice; people: Record<string, Names> };
type Holder = GpuDevice["holders"][number];
type Waiter = GpuDevice["line"][number];

const MOST_TOLD = 1;

/** Who has the card, and who comes next with how long it will take. */
export function Line({ device, people }: Props) {
  const { t } = useTranslation();
  const hidden = device.waiting - device.line.length;
  return (
    <section>
      <h2 className="subject">{t("admin.gpu.turns")}</h2>
      <h3 className={`label ${classes.group}`}>{t("admin.gpu.now")}</h3>
      {device.holders.length > 0 ? (
        <ul aria-label={t("admin.gpu.now")}>
          {device.holders.map((holder) => (
            <Holds key={holder.id} holder={holder} device={device} people={people} />
          ))}
        </ul>
      ) : (
        <p className="muted">{t("admin.gpu.nobody")}</p>
      )}
      {device.line.length > 0 ? (
        <>
          <h3 className={`label ${classes.group}`}>{t("admin.gpu.next")}</h3>
          <ol aria-label={t("admin.gpu.next")}>
            {device.line.map((waiter) => (
              <Waits key={`${waiter.place} ${waiter.owner} ${waiter.what}`} waiter={waiter} device={device} people={people} />
            ))}
          </ol>
        </>
      ) : null}
      {hidden > 0 ? <p className={`caption ${classes.group}`}>{t("admin.gpu.moreWait", { count: hidden })}</p> : null}
    </section>
  );
}

/** "chat" is a word of ours, "A portrait" one of theirs. */
const workOf = (label: string, what: string) => (label ? (wordsFor(`admin.gpu.work.${label}`) ?? label) : what);

const calledOf = (names: Names | undefined) => names && (names.name || names.username);

function useLead(device: GpuDevice, people: Record<string, Names>) {
  const { t } = useTranslation();
  return ({ owner, tenant, what, label }: Pick<Holder, "owner" | "tenant" | "what" | "label">) => {
    const engine = device.tenants.find((one) => one.id === tenant)?.name;
    return [calledOf(people[owner]) ?? t("admin.gpu.fabula"), engine, label && !isMark(what) ? what : null].filter(Boolean).join(", ");
  };
}

function Who({ owner, people }: { owner: string; people: Record<string, Names> }) {
  const names = people[owner] ?? { username: "Fabula", name: "" };
  return <Avatar person={{ id: owner || names.username, ...names, avatar_url: null }} />;
}

function Holds({ holder, device, people }: { holder: Holder } & Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const lead = useLead(device, people);
  const title = workOf(holder.label, holder.what);
  const share = holder.expected_s > 0 ? holder.held_s / holder.expected_s : null;
  return (
    <li className={classes.lease}>
      <Who owner={holder.owner} people={people} />
      <div className={classes.grow}>
        <p className="strong cut">{title}</p>
        <p className="caption cut" title={lead(holder)}>
          {lead(holder)}
        </p>
        {share === null ? null : <Meter share={Math.min(share, MOST_TOLD)} label={title} />}
      </div>
      <span className="caption tnum" title={t("admin.gpu.heldFor")}>
        {format.span(holder.held_s)}
      </span>
    </li>
  );
}

function Waits({ waiter, device, people }: { waiter: Waiter } & Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const lead = useLead(device, people);
  return (
    <li className={classes.lease}>
      <Who owner={waiter.owner} people={people} />
      <div className={classes.grow}>
        <p className="strong cut">{workOf(waiter.label, waiter.what)}</p>
        <p className="caption cut" title={lead(waiter)}>
          {lead(waiter)}
        </p>
        {waiter.refusal ? (
          <p className={`caption ${classes.refusal}`} title={waiter.refusal}>
            {waiter.refusal}
          </p>
        ) : null}
      </div>
      {waiter.is_making_room ? (
        <span className="caption">
          <StateWord look="warn">{t("admin.gpu.makesRoom")}</StateWord>
        </span>
      ) : (
        <span className="caption tnum" title={t("run.place", { count: waiter.place, ordinal: true })}>
          {waiter.expected_s > 0 ? t("run.in", { span: format.span(waiter.expected_s) }) : t("run.place", { count: waiter.place, ordinal: true })}
        </span>
      )}
    </li>
  );
}
