import { type Icon, IconPaperclip, IconPhoto, IconWorld } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";

type Props = { isWebOn: boolean; onDraw: (() => void) | null; onAttach: () => void; onWeb: () => void };

/** What can go with a message, in a row over the field, so that nothing covers what is being read. */
export function Tray({ isWebOn, onDraw, onAttach, onWeb }: Props) {
  const { t } = useTranslation();
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll("button")];
    all[(all.findIndex((one) => one === document.activeElement) + way + all.length) % all.length]?.focus();
  };
  return (
     
    <div className={classes.tray} id="composer-tray" role="toolbar" aria-label={t("chats.composer.add")} onKeyDown={walk}>
      {onDraw ? <Act icon={IconPhoto} title={t("chats.composer.picture")} lead={t("chats.composer.pictureLead")} onClick={onDraw} /> : null}
      <Act icon={IconPaperclip} title={t("chats.composer.attach")} lead={t("chats.composer.attachLead")} onClick={onAttach} />
      <Act icon={IconWorld} title={t("chats.composer.web")} lead={t("chats.composer.webLead")} isOn={isWebOn} onClick={onWeb} />
    </div>
  );
}

function Act({ icon: Mark, title, lead, isOn, onClick }: { icon: Icon; title: string; lead: string; isOn?: boolean; onClick: () => void }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={onClick}>
      <Mark />
      <span className="strong">{title}</span>
      <span className={classes.lead}>{lead}</span>
    </button>
  );
}
