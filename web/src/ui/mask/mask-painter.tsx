import { Button, Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import classes from "./mask.module.css";
import { exported, type Tool } from "./strokes";
import { ToolDock } from "./tool-dock";
import { useHand } from "./use-hand";
import { useKeys } from "./use-keys";
import { usePainting } from "./use-painting";
import { useZoom } from "./use-zoom";

export type Paintable = { url: string; name: string; width: number; height: number };
/** `mask`: where an earlier one is, to go on with. */
type Props = { picture: Paintable; mask: string | null; isBusy: boolean; error: unknown; onDone: (mask: File) => void; onClose: () => void };

/** Marks by hand the part of a picture that is to be drawn anew; what comes of it is a mask of the picture's own size. */
export function MaskPainter(props: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const [isTouched, setTouched] = useState(false);
  return (
    <Modal.Root opened onClose={props.onClose} size="100%" fullScreen closeOnEscape={!props.isBusy && !isTouched}>
      <Modal.Content aria-label={t("mask.title")} className={classes.dialog ?? ""}>
        <Painter {...props} onTouch={setTouched} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Painter({ picture, mask, isBusy, error, onDone, onClose, onTouch }: Props & { onTouch: (isTouched: boolean) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const canvas = useRef<HTMLCanvasElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [tool, setTool] = useState<Tool>("brush");
  const [size, setSize] = useState(() => Math.round(Math.min(picture.width, picture.height) / 10));
  const [failure, setFailure] = useState<unknown>(null);
  const painting = usePainting(canvas, mask);
  const { zoom, enlarge } = useZoom(sheet);
  const isTouched = painting.undo !== null;
  useEffect(() => onTouch(isTouched), [onTouch, isTouched]);
  const { cursor, hand } = useHand(painting, tool, size, { zoom, onZoom: enlarge, sheet });
  const most = Math.round(Math.max(picture.width, picture.height) / 2);
  useKeys({ painting, tool: setTool, size: (way) => setSize((now) => Math.min(most, Math.max(2, Math.round(now * (way > 0 ? 1.25 : 0.8))))), zoom: (way) => enlarge(zoom * (way > 0 ? 1.5 : 1 / 1.5)) });
  const done = () => {
    if (canvas.current) exported(canvas.current).then(onDone, setFailure);
  };
  const marked = painting.share > 0 ? t("mask.marked", { share: format.share(Math.max(0.01, painting.share)) }) : t("mask.nothing");
  return (
    <>
      <header className={classes.head}>
        <h2 className="subject cut">{picture.name || t("mask.title")}</h2>
        <span className="faint no-phone">{t("mask.lead")}</span>
        <span className={classes.gap} />
        <Button variant="quiet" disabled={isBusy} onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button variant="primary" disabled={painting.share === 0} loading={isBusy} onClick={done}>
          {t("mask.use")}
        </Button>
      </header>
      <div ref={sheet} className={classes.sheet} data-zoomed={zoom > 1 || undefined}>
        <div className={classes.picture} style={{ "--ratio": picture.width / picture.height, "--zoom": zoom }}>
          <img src={picture.url} alt="" draggable={false} />
          <canvas
            ref={canvas}
            width={picture.width}
            height={picture.height}
            tabIndex={0}
            // eslint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- it is painted on by keys, too
            role="application"
            aria-label={t("mask.canvas", { name: picture.name || t("mask.title") })}
            aria-describedby="mask-keys"
            {...hand}
          />
          {cursor ? (
            <i
              className={classes.cursor}
              style={{ left: `${(cursor.x / picture.width) * 100}%`, top: `${(cursor.y / picture.height) * 100}%`, width: `${((tool === "lasso" ? 2 : size) / picture.width) * 100}%` }}
            />
          ) : null}
          <span className={classes.marked} role="status">
            {marked}
          </span>
        </div>
      </div>
      <p id="mask-keys" className="hidden-words">
        {t("mask.keys")}
      </p>
      {error || failure ? <ErrorNote error={error ?? failure} /> : null}
      <ToolDock painting={painting} tool={tool} onTool={setTool} size={size} most={most} onSize={setSize} zoom={zoom} onZoom={enlarge} />
    </>
  );
}
