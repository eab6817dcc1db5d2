import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import { NotHere } from "@/ui/states/not-here";

type Props = { error: unknown; onRetry: () => void };

/** In place of a picture that was thrown away, or cannot be read. */
export function NoPicture({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const back = { to: "/images", title: t("images.back") } as const;
  return <NotHere error={error} isGone={asFailure(error).status === 404} title={t("images.goneTitle")} why={t("images.goneWhy")} back={back} onRetry={onRetry} />;
}
