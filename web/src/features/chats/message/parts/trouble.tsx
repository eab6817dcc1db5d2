import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlayerStop, IconPlugX, IconRulerMeasure } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { ErrorNote } from "@/ui/states/error-note";
import { FailureTold } from "@/ui/states/failure-told";
import { useAskAgain, useGoOn } from "@/features/chats/api/message-acts";
import { ModelMenu } from "@/features/chats/composer/model-menu";
import classes from "./parts.module.css";

/** Why a reply is not whole, and the way out. */
export function Trouble({ message, isFrozen }: { message: Message; isFrozen: boolean }) {
  if (message.state === "failed") return <Failed message={message} isFrozen={isFrozen} />;
  if (message.state === "stopped" || message.state === "cut") return <Unfinished message={message} isFrozen={isFrozen} />;
  return null;
}

function Unfinished({ message, isFrozen }: { message: Message; isFrozen: boolean }) {
  const { t } = useTranslation();
  const goOn = useGoOn();
  const isFull = message.error?.code === "length_reached";
  const Icon = message.state === "stopped" ? IconPlayerStop : isFull ? IconRulerMeasure : IconPlugX;
  return (
    <div className={classes.unfinished}>
      <p className="caption">
        <Icon className="small" />
        {message.state === "stopped" ? t("chats.message.stopped") : t(isFull ? "chats.message.full" : "chats.message.cut")}
      </p>
      {isFrozen ? null : (
        <Button size="sm" loading={goOn.isPending} onClick={() => goOn.mutate({ message })}>
          {t("chats.message.goOn")}
        </Button>
      )}
      {goOn.error ? <ErrorNote error={goOn.error} /> : null}
    </div>
  );
}

function Failed({ message, isFrozen }: { message: Message; isFrozen: boolean }) {
  const { t } = useTranslation();
  const again = useAskAgain();
  const goOn = useGoOn();
  const title = message.content ? t("chats.message.brokeOff") : t("chats.message.failed");
  return (
    <div className={classes.failed} role="group" aria-label={title}>
      <IconAlertTriangle />
      <div>
        <p className="strong">{title}</p>
        {message.error ? <FailureTold failure={message.error} /> : null}
        {isFrozen ? null : (
          <div className={classes.ways}>
            <Button size="sm" loading={again.isPending} onClick={() => again.mutate({ message })}>
              {t("common.retry")}
            </Button>
            {message.content ? (
              <Button size="sm" loading={goOn.isPending} onClick={() => goOn.mutate({ message })}>
                {t("chats.message.goOn")}
              </Button>
            ) : (
              <ModelMenu chosen={message} label={t("chats.message.withOther")} position="bottom-start" onChoose={(chosen) => again.mutate({ message, ...chosen })}>
                <Button size="sm" variant="quiet">
                  {t("chats.message.withOther")}
                </Button>
              </ModelMenu>
            )}
          </div>
        )}
        {again.error ?? goOn.error ? <ErrorNote error={again.error ?? goOn.error} /> : null}
      </div>
    </div>
  );
}
