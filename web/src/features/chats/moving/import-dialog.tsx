import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/controls/dialog";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import { Note } from "@/ui/states/note";
import { exportAllLink } from "./api";
import { ImportTold } from "./import-told";
import classes from "./moving.module.css";
import { useBringing } from "./use-bringing";

const ACCEPT = ".json,.jsonl,.zip,application/json,application/zip";

type Props = { onClose: () => void; onOpen?: (chatId: string) => void };

/** Chats of other programs, and our own, come in by one file. */
export function ImportDialog({ onClose, onOpen }: Props) {
  const { t } = useTranslation();
  const { bring, isSending, isRunning, ...state } = useBringing();
  return (
    <Dialog title={t("moving.import.title")} onClose={onClose}>
      <div className={classes.column}>
        <p className="muted">{t("moving.import.lead")}</p>
        <PictureDrop
          icon={IconFileImport}
          title={t("moving.import.drop")}
          lead={t("moving.import.dropLead")}
          accept={ACCEPT}
          isBusy={isSending || isRunning}
          onFile={(file) => bring(file)}
        />
        <Outcome isRunning={isRunning} {...state} {...(onOpen ? { onOpen } : {})} />
        <div className={classes.foot}>
          <Button component="a" variant="quiet" href={exportAllLink} download>
            {t("moving.export.all")}
          </Button>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </div>
      </div>
    </Dialog>
  );
}

type State = Omit<ReturnType<typeof useBringing>, "bring" | "isSending"> & Pick<Props, "onOpen">;

function Outcome({ error, isRunning, came, stopped, told, onOpen }: State) {
  const { t } = useTranslation();
  if (error) return <ErrorNote error={error} />;
  if (isRunning) return <Note look="calm">{t("moving.import.underWay", { count: came })}</Note>;
  if (stopped) return <Note look="bad">{stopped.error?.message ?? t("moving.import.stopped")}</Note>;
  return told ? <ImportTold told={told} {...(onOpen ? { onOpen } : {})} /> : null;
}
