import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Imported } from "@/api/types";
import { Note } from "@/ui/states/note";
import classes from "./moving.module.css";

const MOST = 20;

type Props = { told: Imported; onOpen?: (chatId: string) => void };

/** What came in, and what did not, with the reason for each. */
export function ImportTold({ told, onOpen }: Props) {
  const { t } = useTranslation();
  const { count, messages, problems, problem_count } = told;
  const further = problem_count - Math.min(problems.length, MOST);
  return (
    <div className={classes.column} role="status">
      {count > 0 ? (
        <p className="strong">
          {t("moving.import.came", { count })} {t("moving.import.messages", { count: messages })}
        </p>
      ) : (
        <Note look="warn">{t("moving.import.nothing")}</Note>
      )}
      {onOpen && told.chats.length > 0 ? (
        <ul className={classes.told} aria-label={t("moving.import.chats")}>
          {told.chats.slice(0, MOST).map((chat) => (
            <li key={chat.id}>
              <Button size="sm" variant="quiet" onClick={() => onOpen(chat.id)}>
                {chat.title}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {problems.length > 0 ? (
        <details className={classes.problems}>
          <summary>{t("moving.import.problems", { count: problem_count })}</summary>
          <ul>
            {problems.slice(0, MOST).map((problem, index) => (
              <li key={index}>
                <span className="strong">{problem.name}</span> <span className="muted">{problem.reason}</span>
              </li>
            ))}
            {further > 0 ? <li className="caption">{t("moving.import.further", { count: further })}</li> : null}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
