import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconArrowsMaximize, IconArrowsShuffle, IconCapture, IconDots, IconRotateClockwise, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Drawing, Variant } from "@/api/types";
import { usePhone } from "@/ui/layout/use-phone";
import { type DrawingActs, referenceOf, sameAgain, varied } from "./acts";
import classes from "./drawing.module.css";

type Props = { drawing: Drawing; variant: Variant; acts: DrawingActs; isFrozen: boolean; branches: ReactNode; onOpen: () => void };

/** What comes of the best one, in one row: on a phone the rarer things are in a menu. */
export function Tools({ drawing, variant, acts, isFrozen, branches, onOpen }: Props) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const refer = () => acts.refer(referenceOf(variant, drawing.wish.description));
  return (
    <div className={classes.tools}>
      {branches}
      {isPhone ? null : (
        <Button variant="quiet" size="sm" leftSection={<IconArrowsMaximize />} onClick={onOpen}>
          {t("drawing.open")}
        </Button>
      )}
      {isFrozen ? null : (
        <>
          <Button variant="quiet" size="sm" leftSection={<IconRotateClockwise />} disabled={acts.isBusy} onClick={() => acts.draw(sameAgain(drawing, variant))}>
            {t("images.sameAgain")}
          </Button>
          <Button variant="quiet" size="sm" leftSection={<IconArrowsShuffle />} disabled={acts.isBusy} onClick={() => acts.draw(varied(drawing, variant))}>
            {t("images.vary")}
          </Button>
        </>
      )}
      {isPhone ? (
        <ActionIcon size="sm" aria-label={t("drawing.open")} title={t("drawing.open")} onClick={onOpen}>
          <IconArrowsMaximize className="small" />
        </ActionIcon>
      ) : null}
      {isFrozen ? null : isPhone ? <Rest refer={refer} remove={acts.remove} /> : <Beside refer={refer} remove={acts.remove} />}
    </div>
  );
}

type RestProps = { refer: () => void; remove: DrawingActs["remove"] };

function Beside({ refer, remove }: RestProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button variant="quiet" size="sm" leftSection={<IconCapture />} onClick={refer}>
        {t("images.asReference")}
      </Button>
      {remove ? (
        <ActionIcon size="sm" aria-label={t("chats.message.remove")} title={t("chats.message.remove")} onClick={remove}>
          <IconTrash className="small" />
        </ActionIcon>
      ) : null}
    </>
  );
}

function Rest({ refer, remove }: RestProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={244}>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={t("chats.message.more")} title={t("chats.message.more")}>
          <IconDots className="small" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCapture />} onClick={refer}>
          {t("images.asReference")}
        </Menu.Item>
        {remove ? (
          <Menu.Item data-danger leftSection={<IconTrash />} onClick={remove}>
            {t("chats.message.remove")}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
