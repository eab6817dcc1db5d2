import { ActionIcon, Button, Modal } from "@mantine/core";
import { IconArrowsShuffle, IconCapture, IconCheck, IconChevronLeft, IconChevronRight, IconDownload, IconRotateClockwise, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { saveAs, thumbnailOf } from "@/api/assets";
import type { Drawing, Variant } from "@/api/types";
import { DrawingSettings } from "@/ui/drawing/drawing-settings";
import { DrawingStory } from "@/ui/drawing/drawing-story";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { type DrawingActs, referenceOf, sameAgain, varied } from "../acts";
import { Chain } from "./chain";
import classes from "./large.module.css";

type Props = { drawing: Drawing; place: number; acts: DrawingActs; isFrozen: boolean; onGo: (place: number) => void; onClose: () => void };

/** One picture of a message as large as the page lets it be, with everything that made it. */
export function LargeView({ drawing, place, acts, isFrozen, onGo, onClose }: Props) {
  const { t } = useTranslation();
  const { variants } = drawing;
  const index = Math.max(0, variants.findIndex((one) => one.place === place));
  const variant = variants[index];
  const near = (way: number) => variants[index + way]?.place;
  const go = (way: number) => {
    const next = near(way);
    if (next !== undefined) onGo(next);
  };
  useArrows(go);
  useFocusBack();
  if (!variant) return null;
  const arrow = (way: 1 | -1) => {
    const [Icon, name] = way > 0 ? [IconChevronRight, t("images.next")] : [IconChevronLeft, t("images.previous")];
    return near(way) === undefined ? null : (
      <ActionIcon className={way > 0 ? classes.after : classes.before} aria-label={name} title={name} onClick={() => go(way)}>
        <Icon />
      </ActionIcon>
    );
  };
  return (
    <Modal.Root opened onClose={onClose} size="100%" fullScreen>
      <Modal.Content aria-label={drawing.wish.description} className={classes.dialog ?? ""}>
        <header className={classes.head}>
          <h2 className="subject cut">{drawing.wish.description}</h2>
          {variants.length > 1 ? <span className="faint tnum">{t("images.numberOf", { number: index + 1, all: variants.length })}</span> : null}
          <span className={classes.gap} />
          <ActionIcon aria-label={t("images.download")} title={t("images.download")} onClick={() => saveAs(`${variant.url}?download=true`)}>
            <IconDownload />
          </ActionIcon>
          <ActionIcon aria-label={t("common.close")} title={t("common.close")} onClick={onClose}>
            <IconX />
          </ActionIcon>
        </header>
        <div className={classes.body}>
          <div className={classes.stage}>
            {arrow(-1)}
            <Picture drawing={drawing} variant={variant} />
            {arrow(1)}
          </div>
          <aside className={classes.panel} aria-label={t("drawing.details")}>
            {isFrozen ? null : <LargeActs drawing={drawing} variant={variant} acts={acts} onClose={onClose} />}
            <section>
              <DrawingStory drawing={drawing} />
            </section>
            <section aria-label={t("images.recipe")}>
              <h3 className="label">{t("images.recipe")}</h3>
              <DrawingSettings drawing={drawing} variant={variant} />
            </section>
            {drawing.reference ? <Chain drawing={drawing} variant={variant} /> : null}
            <section>
              <Link to="/images/$picture" params={{ picture: variant.picture_id }} className="link">
                {t("drawing.inGallery")}
              </Link>
            </section>
          </aside>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function useArrows(go: (way: number) => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(way);
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}

function Picture({ drawing, variant: { url, asset_id: asset, picture_id: id, width, height } }: { drawing: Drawing; variant: Variant }) {
  return (
    <img
      key={id}
      className={classes.picture}
      src={url}
      alt={drawing.wish.description}
      width={width ?? undefined}
      height={height ?? undefined}
      style={{ "--ratio": width && height ? width / height : 1, "--small": `url("${thumbnailOf(asset)}")` }}
    />
  );
}

type ActsProps = { drawing: Drawing; variant: Variant; acts: DrawingActs; onClose: () => void };

function LargeActs({ drawing, variant, acts, onClose }: ActsProps) {
  const { t } = useTranslation();
  const after = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <section className={classes.acts}>
      {drawing.variants.length > 1 ? (
        <Button variant={variant.is_picked ? "plain" : "primary"} leftSection={<IconCheck />} aria-pressed={variant.is_picked} onClick={() => acts.pick(variant.place)}>
          {variant.is_picked ? t("drawing.picked") : t("drawing.pick")}
        </Button>
      ) : null}
      <Button variant="quiet" leftSection={<IconRotateClockwise />} onClick={after(() => acts.draw(sameAgain(drawing, variant)))}>
        {t("images.sameAgain")}
      </Button>
      <Button variant="quiet" leftSection={<IconArrowsShuffle />} onClick={after(() => acts.draw(varied(drawing, variant)))}>
        {t("images.vary")}
      </Button>
      <Button variant="quiet" leftSection={<IconCapture />} onClick={after(() => acts.refer(referenceOf(variant, drawing.wish.description)))}>
        {t("images.asReference")}
      </Button>
    </section>
  );
}
