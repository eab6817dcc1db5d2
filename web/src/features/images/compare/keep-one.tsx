import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picture } from "@/api/types";
import { useChangePicture } from "../api";
import { DeletePictures } from "../delete-pictures";
import type { ImagesSearch } from "../search";

type Props = { kept: Picture; gone: Picture; search: ImagesSearch };

/** Decides for one of the two: it becomes a favourite, the other is thrown away after a question. */
export function KeepOne({ kept, gone, search }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { mutate: change } = useChangePicture();
  const [isAsking, setAsking] = useState(false);
  const decide = () => {
    change({ id: kept.id, favourite: true });
    void navigate({ to: "/images/$picture", params: { picture: kept.id }, search });
  };
  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        {t("images.keepB")}
      </Button>
      {isAsking ? <DeletePictures ids={[gone.id]} onClose={() => setAsking(false)} onDeleted={decide} /> : null}
    </>
  );
}
