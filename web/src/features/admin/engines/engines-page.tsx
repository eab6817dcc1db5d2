import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSaving } from "@/api/saving";
import type { PictureServer } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { SavedMark } from "@/ui/marks/saved-mark";
import { ErrorNote } from "@/ui/states/error-note";
import { AdminPage } from "../admin-page";
import { isBuiltIn, servers } from "@/api/picture-servers";
import classes from "./engines.module.css";
import { PainterRow } from "./painter-row";
import { ServerCard } from "./server-card";
import { ServerForm } from "./server-form";

/** The servers that draw: how each is, what it has, and a place to add one. */
export function EnginesPage() {
  const { t } = useTranslation();
  const saving = useSaving();
  const isWide = useMediaQuery("(min-width: 1181px)", false, { getInitialValueInEffect: false });
  const { data, error, refetch } = useQuery(servers);
  const [open, setOpen] = useState<PictureServer | "new" | null>(null);
  const [made, setMade] = useState(0);
  return (
    <AdminPage actions={<SavedMark saving={saving} />}>
      <div className={classes.sides}>
        <section aria-labelledby="servers">
          <div className={classes.head}>
            <h2 id="servers" className="heading">
              {t("admin.engines.servers")}
            </h2>
            {isWide ? null : (
              <Button variant="primary" leftSection={<IconPlus />} onClick={() => setOpen("new")}>
                {t("admin.engines.add")}
              </Button>
            )}
          </div>
          <p className={`muted ${classes.lead}`}>
            {t("admin.engines.lead")}{" "}
            <Link to="/settings/models" className="link">
              {t("admin.engines.toModels")}
            </Link>
          </p>
          {data ? (
            <Servers servers={data} onOpen={setOpen} />
          ) : error ? (
            <ErrorNote error={error} onRetry={() => void refetch()} />
          ) : (
            <ThingSkeleton rows={3} />
          )}
        </section>
        {isWide ? (
          <aside aria-labelledby="add-server">
            <h2 id="add-server" className={`heading ${classes.head}`}>
              {t("admin.engines.add")}
            </h2>
            <ServerForm key={made} server={null} isInline onDone={() => setMade(made + 1)} />
          </aside>
        ) : null}
      </div>
      {open ? (
        <MakingDrawer title={open === "new" ? t("admin.engines.add") : open.name} onClose={() => setOpen(null)} isKept>
          <ServerForm server={open === "new" ? null : open} onDone={() => setOpen(null)} />
        </MakingDrawer>
      ) : null}
    </AdminPage>
  );
}

function Servers({ servers: all, onOpen }: { servers: PictureServer[]; onOpen: (server: PictureServer) => void }) {
  const { t } = useTranslation();
  const real = all.filter((server) => !isBuiltIn(server));
  return (
    <>
      {real.length === 0 ? (
        <p className={classes.none}>
          <span className="strong">{t("admin.engines.none")}</span> <span className="muted">{t("admin.engines.noneWhy")}</span>
        </p>
      ) : null}
      <ul aria-label={t("admin.engines.servers")}>
        {real.map((server, index) => (
          <ServerCard key={server.id} server={server} place={index} last={real.length - 1} onOpen={() => onOpen(server)} />
        ))}
        {all.filter(isBuiltIn).map((server) => (
          <PainterRow key={server.id} server={server} isAlone={real.length === 0} />
        ))}
      </ul>
    </>
  );
}
