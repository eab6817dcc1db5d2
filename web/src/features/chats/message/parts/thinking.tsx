import { IconBulb, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./parts.module.css";

/** What the model thought before it spoke: folded, for whoever wants to know. */
export function Thinking({ text, isLive }: { text: string; isLive: boolean }) {
  const { t } = useTranslation();
  return (
    <details className={classes.thinking}>
      <summary>
        <IconBulb className="small" />
        {isLive ? t("chats.message.thinks") : t("chats.message.thought")}
        <IconChevronRight className="small" />
      </summary>
      <div className={classes.thoughts}>{text}</div>
    </details>
  );
}
