import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDownload, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { models } from "@/api/models";
import type { ChannelModels } from "@/api/types";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { ErrorNote } from "@/ui/states/error-note";
import { Note } from "@/ui/states/note";
import { AbilityLegend } from "./abilities";
import { InstallDrawer } from "./install-drawer";
import { Installing } from "./installing";
import { fitting, rowsOf } from "./listed";
import { ModelRow } from "./model-row";
import classes from "./models.module.css";

const SEARCHED_FROM = 8;

/** Every model of every channel, and what is being installed. */
export function ModelsSection({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(models);
  const [words, setWords] = useState("");
  const [isInstalling, setInstalling] = useState(false);
  const places = (data ?? []).filter((channel) => channel.can_install);
  const count = rowsOf(data ?? []).length;
  return (
    <section aria-label={t("models.title")}>
      <div className={classes.head}>
        {isAdmin ? <h2 className="heading">{t("models.title")}</h2> : null}
        {count >= SEARCHED_FROM ? <Search words={words} onWords={setWords} /> : null}
        {isAdmin && places.length > 0 ? (
          <Button leftSection={<IconDownload />} onClick={() => setInstalling(true)}>
            {t("models.install")}
          </Button>
        ) : null}
      </div>
      {data ? (
        <Table channels={data} words={words} isAdmin={isAdmin} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <ThingSkeleton rows={5} />
      )}
      {isInstalling ? <InstallDrawer channels={places} onClose={() => setInstalling(false)} /> : null}
    </section>
  );
}

function Search({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      className={classes.search ?? ""}
      type="search"
      aria-label={t("models.search")}
      placeholder={t("models.search")}
      leftSection={<IconSearch className="small" />}
      value={words}
      onChange={(event) => onWords(event.currentTarget.value)}
    />
  );
}

const COLUMNS = ["model", "can", "context", "size", "state"] as const;

function Table({ channels, words, isAdmin }: { channels: ChannelModels[]; words: string; isAdmin: boolean }) {
  const { t } = useTranslation();
  const all = rowsOf(channels);
  const rows = fitting(all, words);
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {t(`models.column.${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="hidden-words">{t("models.column.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {isAdmin ? <Installing channels={channels} /> : null}
          {rows.map((row) => (
            <ModelRow key={`${row.channel.channel_id} ${row.model.name}`} row={row} isAdmin={isAdmin} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className={`muted ${classes.none}`}>{all.length > 0 ? t("models.noneFit", { words }) : t("models.none")}</p> : null}
      <AbilityLegend hasGuesses={all.some(({ model }) => !model.certain)} />
      {isAdmin ? null : <Silent channels={channels} />}
    </>
  );
}

/** Admins see the same beside the channel. */
function Silent({ channels }: { channels: ChannelModels[] }) {
  const { t } = useTranslation();
  const silent = channels.filter((channel) => channel.error).map((channel) => channel.channel);
  if (silent.length === 0) return null;
  return (
    <div className={classes.note}>
      <Note look="calm">{t("models.silent", { channels: silent.join(", ") })}</Note>
    </div>
  );
}
