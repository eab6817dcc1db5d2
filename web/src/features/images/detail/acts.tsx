import { Button } from "@mantine/core";
import { IconArrowsShuffle, IconCapture, IconColumns2, IconRotateClockwise, IconSitemap } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAgain } from "@/api/renders";
import { useKeepAsTemplate } from "@/api/templates";
import type { Ordered, PictureDetail, Run } from "@/api/types";
import { ErrorNote } from "@/ui/states/error-note";
import { useTakeReference } from "../create/use-create";
import { VARIANTS } from "../picture-menu";
import type { ImagesSearch } from "../search";
import classes from "./detail.module.css";

type Props = { picture: PictureDetail; search: ImagesSearch; onStarted: (runs: Run[]) => void };

/** What comes of a picture: the same, others like it, a pattern, a template, a comparison. */
export function Acts({ picture, search, onStarted }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const again = useAgain();
  const keep = useKeepAsTemplate();
  const take = useTakeReference();
  const started = { onSuccess: ({ renders }: Ordered) => onStarted(renders) };
  const refer = () => {
    take({ id: picture.asset_id, name: picture.title, width: picture.width, height: picture.height });
    void navigate({ to: "/images", search: { create: true } });
  };
  const open = () =>
    keep.mutate(
      { graph: picture.recipe.graph, name: picture.title },
      { onSuccess: ({ id }) => void navigate({ to: "/library/templates/$template", params: { template: id } }) },
    );
  const error = again.error ?? keep.error;
  return (
    <>
      <div className={classes.main}>
        <Button variant="primary" leftSection={<IconRotateClockwise />} loading={again.isPending} onClick={() => again.mutate({ id: picture.render_id }, started)}>
          {t("images.sameAgain")}
        </Button>
        <Button
          leftSection={<IconArrowsShuffle />}
          disabled={again.isPending}
          onClick={() => again.mutate({ id: picture.render_id, vary: true, count: VARIANTS }, started)}
        >
          {t("images.vary")}
        </Button>
      </div>
      <div className={classes.others}>
        <Button variant="quiet" leftSection={<IconCapture />} onClick={refer}>
          {t("images.asReference")}
        </Button>
        {picture.recipe.graph ? (
          <Button variant="quiet" leftSection={<IconSitemap />} loading={keep.isPending} onClick={open}>
            {t("images.asTemplate")}
          </Button>
        ) : null}
        <Button
          variant="quiet"
          leftSection={<IconColumns2 />}
          renderRoot={(props) => <Link to="/images/$picture/compare" params={{ picture: picture.id }} search={search} {...props} />}
        >
          {t("images.compareWith")}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}
