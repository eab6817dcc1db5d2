import { useTranslation } from "react-i18next";
import type { GpuDevice, Names } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Meter } from "@/ui/marks/meter";
import classes from "./gpu.module.css";

const MOST = 6;

/** How the time on the card was shared of late. */
export function Shares({ device, people }: { device: GpuDevice; people: Record<string, Names> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shares = Object.entries(device.shares_s)
    .filter(([, seconds]) => seconds >= 0.1)
    .sort(([, one], [, other]) => other - one);
  const total = shares.reduce((sum, [, seconds]) => sum + seconds, 0);
  if (total === 0) return null;
  return (
    <section>
      <h3 className={`label ${classes.group}`}>{t("admin.gpu.shares")}</h3>
      <ul aria-label={t("admin.gpu.shares")}>
        {shares.slice(0, MOST).map(([owner, seconds]) => {
          const names = people[owner];
          const name = names ? names.name || names.username : t("admin.gpu.fabula");
          return (
            <li key={owner} className={classes.share}>
              <span className="cut" title={names?.username}>
                {name}
              </span>
              <span className="caption tnum">
                {format.span(seconds)}, {format.share(seconds / total)}
              </span>
              <Meter share={seconds / total} label={name} />
            </li>
          );
        })}
      </ul>
      <p className={`caption ${classes.note}`}>{t("admin.gpu.fair")}</p>
    </section>
  );
}
