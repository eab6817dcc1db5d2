import { ActionIcon, Button } from "@mantine/core";
import { type Icon, IconArrowBackUp, IconArrowForwardUp, IconBrush, IconEraser, IconLasso, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Range } from "@/ui/inputs/range";
import classes from "./mask.module.css";
import type { Tool } from "./strokes";
import type { Painting } from "./use-painting";

type Props = {
  painting: Painting;
  tool: Tool;
  onTool: (tool: Tool) => void;
  size: number;
  most: number;
  onSize: (size: number) => void;
  zoom: number;
  onZoom: (zoom: number) => void;
};

const TOOLS: readonly { tool: Tool; icon: Icon; key: string }[] = [
  { tool: "brush", icon: IconBrush, key: "B" },
  { tool: "eraser", icon: IconEraser, key: "E" },
  { tool: "lasso", icon: IconLasso, key: "L" },
];

/** What one paints with, in one row under the picture. */
export function ToolDock({ painting, tool, onTool, size, most, onSize, zoom, onZoom }: Props) {
  const { t } = useTranslation();
  const act = (Mark: Icon, name: string, keys: string, onClick: (() => void) | null) => (
    <ActionIcon aria-label={name} title={`${name} (${keys})`} disabled={!onClick} onClick={() => onClick?.()}>
      <Mark />
    </ActionIcon>
  );
  return (
    <div className={classes.dock} role="toolbar" aria-label={t("mask.tools")}>
      <span className={classes.group}>
        {TOOLS.map(({ tool: one, icon: Mark, key }) => (
          <ActionIcon key={one} aria-pressed={one === tool} aria-label={t(`mask.${one}`)} title={`${t(`mask.${one}`)} (${key})`} onClick={() => onTool(one)}>
            <Mark />
          </ActionIcon>
        ))}
      </span>
      <span className={classes.size}>
        <Range label={t("mask.size")} value={size} shown={String(size)} min={2} max={most} step={1} onChange={onSize} />
      </span>
      <span className={classes.group}>
        {act(IconArrowBackUp, t("mask.undo"), "Ctrl Z", painting.undo)}
        {act(IconArrowForwardUp, t("mask.redo"), "Ctrl Shift Z", painting.redo)}
      </span>
      <span className={classes.group}>
        {act(IconZoomOut, t("mask.zoomOut"), "−", zoom > 1 ? () => onZoom(zoom / 1.5) : null)}
        {act(IconZoomIn, t("mask.zoomIn"), "+", () => onZoom(zoom * 1.5))}
      </span>
      <span className={classes.group}>
        <Button variant="quiet" onClick={() => painting.add("invert")}>
          {t("mask.invert")}
        </Button>
        <Button variant="quiet" disabled={painting.share === 0} onClick={() => painting.add("clear")}>
          {t("mask.clear")}
        </Button>
      </span>
    </div>
  );
}
