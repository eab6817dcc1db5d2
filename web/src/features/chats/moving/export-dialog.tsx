import { Button } from "@mantine/core";
import { IconArchive, IconBraces, IconFileText, type Icon, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/controls/dialog";
import { type ExportFormat, exportLink } from "./api";
import classes from "./moving.module.css";

const WAYS: [ExportFormat, Icon][] = [
  ["html", IconWorld],
  ["markdown", IconFileText],
  ["zip", IconArchive],
  ["json", IconBraces],
];

type Props = { chat: { id: string; title: string }; onClose: () => void };

/** A chat as a file: to read, to work on, to bring in elsewhere. */
export function ExportDialog({ chat, onClose }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog title={t("moving.export.title")} onClose={onClose}>
      <p className="muted cut">{chat.title}</p>
      <ul className={classes.ways}>
        {WAYS.map(([format, Mark]) => (
          <li key={format} className={classes.way}>
            <Mark aria-hidden="true" />
            <div>
              <p className="strong">{t(`moving.export.${format}`)}</p>
              <p className="caption">{t(`moving.export.${format}Why`)}</p>
            </div>
            <Button
              component="a"
              size="sm"
              href={exportLink(chat.id, format, i18n.language)}
              download
              aria-label={`${t("moving.export.save")}: ${t(`moving.export.${format}`)}`}
            >
              {t("moving.export.save")}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
