import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImagesSearch } from "../search";
import classes from "./gallery.module.css";
import { useGoOnInList } from "./going-on";
import { choose, toggle, useGallery } from "./gallery-store";
import { stepFrom, type Wall, WAYS } from "./masonry";
import { PictureTile } from "./picture-tile";
import { RenderTile } from "./render-tile";
import type { Shown } from "./shown";

type Props = { wall: Wall; shown: Shown[]; seen: number[]; search: ImagesSearch };

/** The tiles that are near the view, each in its place; arrows lead from one to the next. */
export function Hung({ wall, shown, seen, search }: Props) {
  const { t } = useTranslation();
  const { chosen, arrived, lookedAt } = useGallery();
  const [at, setAt] = useState(() => Math.max(0, placeOf(shown, lookedAt)));
  const list = useBackToLast(placeOf(shown, lookedAt));
  const here = Math.min(at, shown.length - 1);
  const standing = seen.includes(here) ? seen : [...seen, here];
  const go = (all: HTMLElement | null, index: number) => {
    setAt(index);
    requestAnimationFrame(() => all && focusTile(all, index));
  };
  useGoOnInList(shown, at, (index) => go(list.current, index));
  const step = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const way = WAYS.find((name) => name === event.key);
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(event.currentTarget, stepFrom(wall, index, way));
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const index = indexOf(event.target);
    if (index === null) return;
    const picture = shown[index]?.picture;
    if (event.key === " " && picture) {
      event.preventDefault();
      toggle(picture.id);
    } else if (event.key === "Escape") choose(null);
    else step(event, index);
  };
  const pick = (index: number, id: string) => (event: MouseEvent) => {
    if (event.shiftKey && chosen) choose([...chosen, ...between(shown, at, index)]);
    else toggle(id);
    setAt(index);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of all tiles are heard in one place
    <ul ref={list} className={classes.wall} style={{ height: wall.height }} aria-label={t("images.pictures")} onKeyDown={press}>
      {standing.map((index) => {
        const one = shown[index];
        const box = wall.boxes[index];
        if (!one || !box) return null;
        const { run, picture } = one;
        return (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only learns where the focus is
          <li
            key={one.key}
            className={classes.place}
            data-index={index}
            aria-setsize={shown.length}
            aria-posinset={index + 1}
            style={{ width: box.width, height: box.height, transform: `translate(${box.left}px, ${box.top}px)` }}
            onFocus={() => setAt(index)}
          >
            {run ? <RenderTile run={run} /> : null}
            {picture ? (
              <PictureTile
                picture={picture}
                search={search}
                isWide={box.width > 340}
                isFresh={arrived.has(picture.id)}
                isChosen={chosen?.has(picture.id) ?? null}
                onChoose={pick(index, picture.id)}
                tabIndex={index === here ? 0 : -1}
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

const placeOf = (shown: Shown[], id: string | null) => shown.findIndex(({ picture }) => picture?.id === id);

/** Who comes back from a picture by keys stands at its tile again. */
function useBackToLast(index: number) {
  const list = useRef<HTMLUListElement>(null);
  const [first] = useState(index);
  useEffect(() => {
    const isFree = document.activeElement === document.body;
    if (isFree && first >= 0 && list.current) tileIn(list.current, first)?.focus({ preventScroll: true });
  }, [first]);
  return list;
}

function indexOf(target: EventTarget): number | null {
  const place = target instanceof HTMLElement && target.matches("[data-tile]") ? target.closest<HTMLElement>("[data-index]") : null;
  return place ? Number(place.dataset.index) : null;
}

function focusTile(list: HTMLElement, index: number): void {
  tileIn(list, index)?.focus({ preventScroll: true });
  list.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
}

const tileIn = (list: HTMLElement, index: number) =>
  list.querySelector<HTMLElement>(`[data-index="${index}"] :is([data-tile], button)`);

function between(shown: Shown[], one: number, other: number): string[] {
  return shown.slice(Math.min(one, other), Math.max(one, other) + 1).flatMap(({ picture }) => (picture ? [picture.id] : []));
}
