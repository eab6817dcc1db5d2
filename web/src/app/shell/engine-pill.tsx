import { Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { engines } from "@/api/engines";
import { useMe } from "@/api/me";
import { EngineDot, EngineList } from "@/ui/engines/engine-list";
import classes from "./engine-pill.module.css";

const KINDS = ["text", "image", "gpu"] as const;

/** The engines at the foot of the rail; a click tells what each can do and why not. */
export function EnginePill() {
  const { t } = useTranslation();
  const { role } = useMe();
  const { data, isError } = useQuery(engines);
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover position="right-end" width={360} trapFocus returnFocus opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <button type="button" className={classes.pill} title={t("engine.title")} onClick={() => setOpen(!isOpen)}>
          {KINDS.map((kind) => (
            <span key={kind}>
              <EngineDot engine={isError ? undefined : data?.[kind]} />
              <span className={classes.word}>{t(`engine.${kind}`)}</span>
            </span>
          ))}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("engine.title")}>
        <EngineList engines={isError ? undefined : data} isAdmin={role === "admin"} onLeave={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
