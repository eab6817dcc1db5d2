import { Button } from "@mantine/core";
import { IconCheck, IconDeviceLaptop, IconDeviceMobile, IconTerminal2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { RowState, ThingRow } from "@/ui/layout/thing-row";
import { StateWord } from "@/ui/marks/state-word";

const icons = { desktop: IconDeviceLaptop, phone: IconDeviceMobile, program: IconTerminal2 };

type Props = { session: Session; busy: boolean; onEnd: () => void };

/** One place where somebody is signed in. */
export function SessionRow({ session, busy, onEnd }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const seen = session.current ? t("session.now") : t("session.seen", { ago: format.ago(session.seen_at) });
  const since = t("session.since", { moment: format.moment(session.created_at) });
  return (
    <ThingRow icon={icons[session.kind]} title={session.device} lead={[session.address, seen].filter(Boolean).join(", ")} hint={since}>
      {session.current ? (
        <RowState>
          <StateWord look="ok" mark={<IconCheck className="small" />}>
            {t("session.current")}
          </StateWord>
        </RowState>
      ) : (
        <Button variant="quiet" size="sm" disabled={busy} onClick={onEnd} aria-label={`${t("session.end")}: ${session.device}`}>
          {t("session.end")}
        </Button>
      )}
    </ThingRow>
  );
}
