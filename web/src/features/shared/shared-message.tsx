import { IconPaperclip } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { SharedMessage as Message } from "@/api/types";
import { Prose } from "@/ui/prose/prose";
import classes from "./shared.module.css";

/** One message: a question in a quiet card, an answer as text on the page. */
export const SharedMessage = memo(function SharedMessage({ message }: { message: Message }) {
  const { t } = useTranslation();
  const isAsked = message.role === "user";
  const by = [message.model, message.demo ? t("shared.demo") : null].filter(Boolean).join(" · ");
  return (
    <section className={classes.message} data-role={message.role} aria-label={t(isAsked ? "shared.asked" : "shared.answered")}>
      <Pictures message={message} />
      {message.content ? <Prose text={message.content} voice={isAsked ? "plain" : "told"} sources={message.sources} headings={2} /> : null}
      {message.files.length > 0 ? (
        <ul className={classes.files}>
          {message.files.map((name, index) => (
            <li key={index}>
              <IconPaperclip className="small" aria-hidden="true" /> {name}
            </li>
          ))}
        </ul>
      ) : null}
      <Sources message={message} />
      {!isAsked && by ? <p className={classes.by}>{by}</p> : null}
    </section>
  );
});

function Pictures({ message: { pictures } }: { message: Message }) {
  return pictures.map((picture) => (
    <a key={picture.url} className={classes.picture} href={picture.url} target="_blank" rel="noreferrer">
      <img
        src={picture.thumbnail_url}
        alt={picture.name}
        loading="lazy"
        {...(picture.width && picture.height ? { width: picture.width, height: picture.height } : {})}
      />
    </a>
  ));
}

function Sources({ message: { sources } }: { message: Message }) {
  const { t } = useTranslation();
  if (sources.length === 0) return null;
  return (
    <div className={classes.sources}>
      <p className="caption">{t("shared.sources")}</p>
      <ol>
        {sources.map((source) => (
          <li key={source.number} value={source.number}>
            <a href={source.url} target="_blank" rel="noopener noreferrer nofollow">
              {source.title}
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}
