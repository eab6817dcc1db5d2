import { Menu, TextInput } from "@mantine/core";
import { IconCheck, IconEye, IconSearch } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dot } from "@/ui/marks/dot";
import { type Choosable, type Chosen, isLoaded, useModels } from "./models";
import classes from "./model-menu.module.css";

const MANY = 8;

type Props = { chosen: Chosen; label: string; onChoose: (chosen: Chosen) => void; children: ReactElement; position?: "top-start" | "bottom-end" | "bottom-start" };

/** All models that can write, by channel; those in memory answer at once. */
export function ModelMenu({ chosen, label, onChoose, children, position = "bottom-end" }: Props) {
  return (
    <Menu position={position} width={300} returnFocus>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown aria-label={label} className={classes.menu ?? ""}>
        <ModelItems chosen={chosen} onChoose={onChoose} />
      </Menu.Dropdown>
    </Menu>
  );
}

export function ModelItems({ chosen, onChoose }: Pick<Props, "chosen" | "onChoose">) {
  const { t } = useTranslation();
  const { all, find, title } = useModels();
  const [words, setWords] = useState("");
  const now = find(chosen);
  const wanted = words.trim().toLocaleLowerCase();
  const shown = all.filter(({ name, channel }) => `${name} ${channel.channel}`.toLocaleLowerCase().includes(wanted));
  const channels = [...new Set(shown.map(({ channel }) => channel))];
  return (
    <>
      {all.length > MANY ? (
        <TextInput
          className={classes.find ?? ""}
          size="sm"
          leftSection={<IconSearch className="small" />}
          aria-label={t("chats.model.find")}
          placeholder={t("chats.model.find")}
          autoComplete="off"
          spellCheck={false}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      ) : null}
      {all.length === 0 ? <p className={`muted ${classes.none}`}>{t("chats.model.none")}</p> : null}
      {channels.map((channel) => (
        <div key={channel.channel_id}>
          <Menu.Label>{channel.channel}</Menu.Label>
          {shown.filter((one) => one.channel === channel).map((one) => (
            <Item key={one.model.name} of={one} isNow={one === now} onChoose={onChoose} />
          ))}
        </div>
      ))}
      {chosen.model ? (
        <>
          <Menu.Divider />
          <Menu.Item onClick={() => onChoose({ channel_id: null, model: null })}>
            {t("chats.model.usual", { model: title({ channel_id: null, model: null }) ?? t("chats.model.noneShort") })}
          </Menu.Item>
        </>
      ) : null}
    </>
  );
}

function Item({ of: { channel, model, name }, isNow, onChoose }: { of: Choosable; isNow: boolean; onChoose: Props["onChoose"] }) {
  const { t } = useTranslation();
  return (
    <Menu.Item
      aria-current={isNow || undefined}
      onClick={() => onChoose({ channel_id: channel.channel_id, model: model.name })}
      rightSection={isNow ? <IconCheck className="small" /> : null}
    >
      <span className={classes.item}>
        <span className="cut">{name}</span>
        {model.capabilities.includes("vision") ? <IconEye className="small" aria-label={t("models.can.vision")} /> : null}
        {channel.demo ? <span className="caption">{t("run.demo")}</span> : null}
        {isLoaded(model) ? (
          <span className={`caption ${classes.loaded}`}>
            <Dot look="ok" />
            {t("chats.model.loaded")}
          </span>
        ) : null}
      </span>
    </Menu.Item>
  );
}
