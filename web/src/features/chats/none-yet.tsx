import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/ui/states/empty";
import { NEW } from "./search";

/** No chat is there yet, or with `isAnother` none is open: the way to a new one. */
export function NoneYet({ isAnother = false }: { isAnother?: boolean }) {
  const { t } = useTranslation();
  return (
    <Empty
      title={isAnother ? t("chats.noneOpen") : t("chats.none")}
      action={
        <Button variant="primary" component={Link} to={`/chats/${NEW}`}>
          {t("chats.startOne")}
        </Button>
      }
    >
      {isAnother ? t("chats.noneOpenWhy") : t("chats.noneWhy")}
    </Empty>
  );
}
