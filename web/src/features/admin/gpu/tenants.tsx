import { useTranslation } from "react-i18next";
import type { GpuDevice, GpuTenant } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import classes from "./gpu.module.css";
import { useWhatWords } from "./what-words";

/** The engines on a card, and what each has in memory. */
export function Tenants({ device }: { device: GpuDevice }) {
  const { t } = useTranslation();
  return (
    <section className={classes.tenants} aria-label={t("admin.gpu.tenants")}>
      {device.tenants.map((tenant) => (
        <Tenant key={tenant.id} tenant={tenant} />
      ))}
      {device.tenants.length === 0 ? <p className="muted">{t("admin.gpu.noTenants")}</p> : null}
    </section>
  );
}

function Tenant({ tenant }: { tenant: GpuTenant }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wordsOf = useWhatWords();
  return (
    <section aria-label={tenant.name}>
      <div className={classes.tenant}>
        <h3 className="subject cut">{tenant.name}</h3>
        <State tenant={tenant} />
      </div>
      <ul>
        {tenant.resident.map((model) => (
          <li key={model.name} className={classes.model}>
            <span className="strong cut" title={model.name}>
              {wordsOf(model.name)}
            </span>
            <span className="caption">
              {[
                model.need_mb === null ? null : t("admin.gpu.needs", { size: format.memory(model.need_mb) }),
                model.in_use ? t("admin.gpu.inUse") : t("admin.gpu.rests"),
              ]
                .filter(Boolean)
                .join(", ")}
            </span>
          </li>
        ))}
        {tenant.comes_back.map((name) => (
          <li key={name} className={classes.model}>
            <span className="muted cut">{wordsOf(name)}</span>
            <span className="caption">{t("admin.gpu.comesBack")}</span>
          </li>
        ))}
        {tenant.resident.length + tenant.comes_back.length === 0 ? (
          <li className={`muted ${classes.model}`}>
            {tenant.vram_mb === null
              ? t("admin.gpu.holdsUntold")
              : tenant.vram_mb > 0
                ? t("admin.gpu.holds", { size: format.memory(tenant.vram_mb) })
                : t("admin.gpu.holdsNothing")}
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function State({ tenant: { is_stopped, working, waiting } }: { tenant: GpuTenant }) {
  const { t } = useTranslation();
  if (is_stopped) {
    return (
      <StateWord look="wait" mark={<Dot look="off" />}>
        {t("admin.gpu.stopped")}
      </StateWord>
    );
  }
  if (working > 0) {
    return (
      <StateWord look="now" mark={<Dot look="busy" />}>
        {[t("admin.gpu.working", { count: working }), waiting > 0 ? t("engine.waiting", { count: waiting }) : null].filter(Boolean).join(", ")}
      </StateWord>
    );
  }
  return (
    <StateWord look="wait" mark={<Dot look="off" />}>
      {waiting > 0 ? t("engine.waiting", { count: waiting }) : t("admin.gpu.resting")}
    </StateWord>
  );
}
