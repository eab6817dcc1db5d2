import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyReveal } from "@/ui/controls/key-reveal";
import { Section } from "@/ui/layout/section";
import { Listed } from "@/ui/states/listed";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import classes from "./account.module.css";
import { keys } from "./api";
import { KeyRow } from "./key-row";
import { NewKeyDialog } from "./new-key-dialog";

/** What may act as the person, and the one time that a key is shown. */
export function KeySection() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(keys);
  const [made, setMade] = useState<{ id: string; name: string; key: string } | null>(null);
  const [isMaking, setMaking] = useState(false);
  return (
    <Section title={t("accountPage.keys.title")} lead={t("accountPage.keys.lead")}>
      {made ? (
        <div className={classes.reveal}>
          <KeyReveal title={t("accountPage.keys.ready", { name: made.name })} secret={made.key} note={t("accountPage.keys.once")} />
        </div>
      ) : null}
      <Listed of={list} waiting={<ThingSkeleton rows={2} />} none={<p className="muted">{t("accountPage.keys.none")}</p>}>
        {(found) => (
          <ul aria-label={t("accountPage.keys.title")}>
            {found.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoked={() => setMade(made?.id === key.id ? null : made)} />
            ))}
          </ul>
        )}
      </Listed>
      <Button className={classes.foot ?? ""} leftSection={<IconPlus />} onClick={() => setMaking(true)}>
        {t("accountPage.keys.new")}
      </Button>
      {isMaking ? (
        <NewKeyDialog
          onClose={() => setMaking(false)}
          onMade={(key, { id, name }) => {
            setMade({ id, name, key });
            setMaking(false);
          }}
        />
      ) : null}
    </Section>
  );
}
