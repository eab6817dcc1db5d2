import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Announcement } from "@/api/types";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { Empty } from "@/ui/states/empty";
import { Listed } from "@/ui/states/listed";
import { AdminPage } from "../admin-page";
import { AnnouncementDrawer } from "./announcement-drawer";
import { AnnouncementRow } from "./announcement-row";
import classes from "./announcements.module.css";
import { history } from "./api";

/** Everything that is said to people on top of their pages. */
export function AnnouncementsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(history);
  const [open, setOpen] = useState<Announcement | "new" | null>(null);
  const make = (
    <Button variant="primary" leftSection={<IconPlus />} onClick={() => setOpen("new")}>
      {t("admin.announcements.new")}
    </Button>
  );
  return (
    <AdminPage>
      <div className={classes.column}>
        <div className={classes.head}>
          <p className="muted">{t("admin.announcements.lead")}</p>
          {list.data?.pages[0]?.items.length ? make : null}
        </div>
        <Listed
          of={list}
          waiting={<ThingSkeleton rows={4} />}
          none={
            <Empty title={t("admin.announcements.none")} action={make}>
              {t("admin.announcements.noneWhy")}
            </Empty>
          }
        >
          {(found) => (
            <ul className={classes.list} aria-label={t("admin.announcements.title")}>
              {found.map((one) => (
                <AnnouncementRow key={one.id} announcement={one} onEdit={() => setOpen(one)} />
              ))}
            </ul>
          )}
        </Listed>
      </div>
      {open ? <AnnouncementDrawer announcement={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
    </AdminPage>
  );
}
