import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Range } from "@/ui/inputs/range";
import classes from "./inspector.module.css";

const SETTLE_MS = 400;

type Props = {
  label: string;
  hint: string;
  value: number;
  tell: (value: number) => string;
  min: number;
  max: number;
  step: number;
  onSettle: (value: number) => void;
  onReset: (() => void) | null;
};

/** A slider that saves where it comes to rest. */
export function Slider({ label, hint, value, tell, onSettle, onReset, ...range }: Props) {
  const { t } = useTranslation();
  const [moved, setMoved] = useState<number | null>(null);
  const settle = useDebouncedCallback((rested: number) => {
    onSettle(rested);
    setMoved(null);
  }, SETTLE_MS);
  const now = moved ?? value;
  return (
    <div className={classes.slider} title={hint}>
      <Range
        {...range}
        label={label}
        value={now}
        shown={tell(now)}
        onChange={(next) => {
          setMoved(next);
          settle(next);
        }}
      />
      {onReset && moved === null ? (
        <button type="button" className="link caption" onClick={onReset}>
          {t("chats.reset")}
        </button>
      ) : null}
    </div>
  );
}
