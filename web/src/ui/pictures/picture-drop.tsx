import { useMediaQuery } from "@mantine/hooks";
import type { Icon } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./pictures.module.css";

type Props = {
  icon: Icon;
  title: string;
  lead?: string;
  accept?: string;
  isBusy: boolean;
  isLarge?: boolean;
  onFile: (file: File) => void;
};

const PICTURES = "image/png,image/jpeg,image/webp,image/gif";

/** A place for one file: drop it there, or choose it. */
export function PictureDrop({ icon: Mark, title, lead, accept = PICTURES, isBusy, isLarge = false, onFile }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const isTouch = useMediaQuery("(hover: none)", false, { getInitialValueInEffect: false });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <>
      <button
        type="button"
        className={classes.drop}
        data-over={isOver || undefined}
        data-large={isLarge || undefined}
        disabled={isBusy}
        onClick={() => input.current?.click()}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Mark />
        <span>
          <span className={classes.title}>{title}</span>
          <span className="caption">{isBusy ? t("drop.busy") : (lead ?? t(isTouch ? "drop.choose" : "drop.lead"))}</span>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={title}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
