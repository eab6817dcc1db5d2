import { Button, FileButton } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { Avatar } from "@/ui/marks/avatar";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./account.module.css";
import { usePutPicture, useRemovePicture } from "./api";

/** The person's picture: one of their own, one that the page draws, or none. */
export function PictureField() {
  const { t } = useTranslation();
  const person = useMe();
  const put = usePutPicture();
  const remove = useRemovePicture();
  const draw = useDraw(put.mutate);
  const again = useRef<() => void>(null);
  const isBusy = put.isPending || remove.isPending || draw.isDrawing;
  const error = put.error ?? remove.error ?? draw.error;
  const choose = (file: File | null) => {
    if (file) put.mutate(file);
    again.current?.();
  };
  return (
    <>
      <div className={classes.picture} role="group" aria-label={t("accountPage.profile.picture")}>
        <Avatar person={person} size="l" />
        <FileButton resetRef={again} accept="image/png,image/jpeg,image/webp,image/gif" onChange={choose}>
          {(opener) => (
            <Button {...opener} disabled={isBusy}>
              {t("accountPage.profile.change")}
            </Button>
          )}
        </FileButton>
        <Button variant="quiet" disabled={isBusy} onClick={draw.draw}>
          {t("accountPage.profile.draw")}
        </Button>
        {person.avatar_url ? (
          <Button variant="quiet" disabled={isBusy} onClick={() => remove.mutate(undefined)}>
            {t("accountPage.profile.remove")}
          </Button>
        ) : null}
      </div>
      {error ? (
        <div className={classes.problem}>
          <ErrorNote title={t("accountPage.profile.notDrawn")} error={error} />
        </div>
      ) : null}
    </>
  );
}

/** The painter comes only when it is asked for. */
function useDraw(use: (file: File) => void) {
  const [isDrawing, setDrawing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const draw = () => {
    setDrawing(true);
    setError(null);
    void import("@/ui/art/drawn-face")
      .then(({ drawnFace }) => drawnFace(Math.floor(Math.random() * 1_000_000)))
      .then(use, setError)
      .finally(() => setDrawing(false));
  };
  return { draw, isDrawing, error };
}
