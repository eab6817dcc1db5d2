import { ActionIcon, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { threadOf } from "../api/thread";
import { useSettings } from "../composer/settings";
import { float, showBeside, useDetails } from "../head/details-store";
import { useNarrow } from "../head/use-narrow";
import classes from "./inspector.module.css";
import { ModelSection } from "./model-section";
import { MoreSection } from "./more-section";
import { PromptSection } from "./prompt-section";
import { PicturesSection, SourcesSection } from "./used";

/** How the chat is answered, and what it stands on: beside the conversation, or over it where there is no room. */
export function Inspector({ id }: { id: string | null }) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const { isBeside, isFloating } = useDetails();
  if (isNarrow) {
    return isFloating ? <Floating id={id} /> : null;
  }
  if (!isBeside) return null;
  return (
    <aside className={classes.panel} aria-label={t("chats.details")}>
      <header className={classes.head}>
        <h2 className="subject">{t("chats.details")}</h2>
        <ActionIcon aria-label={t("chats.hideDetails")} title={t("chats.hideDetails")} onClick={() => showBeside(false)}>
          <IconX />
        </ActionIcon>
      </header>
      <div className={classes.body}>
        <Sections id={id} />
      </div>
    </aside>
  );
}

function Floating({ id }: { id: string | null }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Drawer opened onClose={() => float(false)} title={t("chats.details")} size={360} closeButtonProps={{ "aria-label": t("common.close") }} classNames={{ body: classes.sheet ?? "" }}>
      <Sections id={id} />
    </Drawer>
  );
}

const NONE: Message[] = [];

function Sections({ id }: { id: string | null }) {
  const { data: thread = null } = useQuery({ ...threadOf(id ?? ""), enabled: false });
  const { settings, change, tune } = useSettings(thread?.chat ?? null);
  if (id && !thread) return null;
  const messages = thread?.messages ?? NONE;
  return (
    <fieldset key={id} className={classes.all} disabled={Boolean(thread?.chat.deleted_at)}>
      <ModelSection settings={settings} change={change} tune={tune} />
      <PromptSection text={settings.system_prompt} onSave={(system_prompt) => change({ system_prompt })} />
      <SourcesSection messages={messages} />
      <PicturesSection messages={messages} />
      <MoreSection settings={settings} change={change} tune={tune} />
    </fieldset>
  );
}
