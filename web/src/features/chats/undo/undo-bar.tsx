import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { settleUndo, useUndo } from "./undo-store";
import classes from "./undo.module.css";

const STAYS_MS = 10_000;

/** Says what is gone, and brings it back. It waits while somebody is at it. */
export function UndoBar() {
  const { t } = useTranslation();
  const last = useUndo((state) => state.last);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!last || isHeld) return;
    const timer = setTimeout(settleUndo, STAYS_MS);
    return () => clearTimeout(timer);
  }, [last, isHeld]);
  useEffect(() => settleUndo, []);
  const undo = () => {
    last?.back();
    settleUndo();
  };
  return (
    <div className={classes.place} role="status">
      {last ? (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- it only waits while it is touched
        <div className={classes.bar} onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
          <span className="cut">{last.words}</span>
          <Button size="sm" variant="quiet" onClick={undo}>
            {t("chats.undo")}
          </Button>
          <ActionIcon size="sm" aria-label={t("common.close")} onClick={settleUndo}>
            <IconX className="small" />
          </ActionIcon>
        </div>
      ) : null}
    </div>
  );
}
