import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { PasswordField } from "@/ui/form/password-field";
import classes from "./forms.module.css";

/** What is to become of a key: kept as it is, set to what was typed, or taken away. */
export type KeyWish = { does: "keep" } | { does: "set"; value: string } | { does: "remove" };

/** As the server takes it: nothing leaves the key alone, an empty text takes it away. */
export function keyOf(wish: KeyWish): { key?: string } {
  switch (wish.does) {
    case "keep":
      return {};
    case "set":
      return wish.value.trim() ? { key: wish.value.trim() } : {};
    case "remove":
      return { key: "" };
  }
}

type Props = {
  setAt: string | null;
  wish: KeyWish;
  onWish: (wish: KeyWish) => void;
  /** The stored key belongs to another address and is forgotten on saving. */
  isLost?: boolean;
  hint: string;
};

/** A key goes in and never comes out: it is set, replaced or taken away. */
export function KeyField({ setAt, wish, onWish, isLost = false, hint }: Props) {
  const { t } = useTranslation();
  const has = setAt !== null && !isLost;
  if (has && wish.does === "keep") return <KeptKey setAt={setAt} onWish={onWish} />;
  if (wish.does === "remove") return <KeptKey setAt={null} onWish={onWish} />;
  return (
    <PasswordField
      size="md"
      label={t("admin.key.title")}
      leftSection={<IconKey className="small" />}
      description={isLost && setAt ? t("admin.key.lost") : hint}
      autoComplete="off"
      autoFocus={has}
      data-lpignore="true"
      maxLength={1000}
      value={wish.does === "set" ? wish.value : ""}
      onChange={(event) => onWish({ does: "set", value: event.currentTarget.value })}
    />
  );
}

function KeptKey({ setAt, onWish }: { setAt: string | null; onWish: (wish: KeyWish) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <p className={`label ${classes.label}`}>{t("admin.key.title")}</p>
      <div className={classes.kept}>
        <IconKey className="small" />
        <span>{setAt ? t("admin.key.setOn", { day: format.day(setAt) }) : t("admin.key.goes")}</span>
        {setAt ? (
          <>
            <Button size="sm" variant="quiet" onClick={() => onWish({ does: "set", value: "" })}>
              {t("admin.key.replace")}
            </Button>
            <Button size="sm" variant="quiet" onClick={() => onWish({ does: "remove" })}>
              {t("admin.key.remove")}
            </Button>
          </>
        ) : (
          <Button size="sm" variant="quiet" onClick={() => onWish({ does: "keep" })}>
            {t("admin.key.keep")}
          </Button>
        )}
      </div>
    </div>
  );
}
