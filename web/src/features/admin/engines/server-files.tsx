import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureServer } from "@/api/types";
import { Dialog } from "@/ui/controls/dialog";
import { useFailureWords } from "@/ui/states/failure-words";
import { asFailure } from "@/api/failure";
import { filesOf } from "@/api/picture-servers";
import classes from "./engines.module.css";

const SHOWN = 4;
const FIRST = ["checkpoints", "diffusion_models", "unet", "loras"];

const nameOf = (file: string) => file.replace(/^.*[/\\]/, "").replace(/\.(safetensors|ckpt|gguf|pth|pt|bin|sft)$/i, "");

/** The files that lie on a server: the first few, and all of them on demand. */
export function ServerFiles({ server }: { server: PictureServer }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery(filesOf(server.id));
  if (error) {
    const words = tell(asFailure(error));
    return (
      <p className={classes.files}>
        <span data-missing>
          <IconAlertTriangle className="small" />
          {t("admin.engines.filesUnknown")} {words.what}
        </span>
      </p>
    );
  }
  if (!data) return <p className={`caption ${classes.files}`}>{t("common.loading")}</p>;
  const folders = Object.entries(data).filter(([, files]) => files.length > 0);
  const count = folders.reduce((sum, [, files]) => sum + files.length, 0);
  const drawing = [...new Set(FIRST.flatMap((folder) => data[folder] ?? []))];
  return (
    <p className={classes.files}>
      {drawing.slice(0, SHOWN).map((file) => (
        <span key={file} title={file}>
          <IconCheck className="small" />
          {nameOf(file)}
        </span>
      ))}
      {drawing.length === 0 ? (
        <span data-missing>
          <IconAlertTriangle className="small" />
          {t("admin.engines.noCheckpoint")}
        </span>
      ) : null}
      {count > 0 ? (
        <button type="button" className="link" onClick={() => setOpen(true)}>
          {t("admin.engines.allFiles", { count })}
        </button>
      ) : null}
      {isOpen ? <AllFiles name={server.name} folders={folders} onClose={() => setOpen(false)} /> : null}
    </p>
  );
}

function AllFiles({ name, folders, onClose }: { name: string; folders: [string, string[]][]; onClose: () => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const wanted = words.trim().toLocaleLowerCase();
  const found = folders
    .map(([folder, files]) => [folder, files.filter((file) => `${folder}/${file}`.toLocaleLowerCase().includes(wanted))] as const)
    .filter(([, files]) => files.length > 0);
  return (
    <Dialog title={t("admin.engines.filesOf", { name })} onClose={onClose}>
      <TextInput
        type="search"
        data-autofocus
        aria-label={t("models.search")}
        placeholder={t("models.search")}
        leftSection={<IconSearch className="small" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by the keyboard */}
      <div className={classes.all} tabIndex={0} role="region" aria-label={t("admin.engines.filesOf", { name })}>
        {found.map(([folder, files]) => (
          <section key={folder} aria-label={folder}>
            <h3 className="label">{folder}</h3>
            <ul>
              {files.map((file) => (
                <li key={file} className="mono">
                  {file}
                </li>
              ))}
            </ul>
          </section>
        ))}
        {found.length === 0 ? <p className="muted">{t("models.noneFit", { words })}</p> : null}
      </div>
    </Dialog>
  );
}
