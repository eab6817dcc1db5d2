import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { choices, models, nameOf } from "@/api/models";
import type { Ability, ChannelModels, Choice, ModelRole } from "@/api/types";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { ErrorNote } from "@/ui/states/error-note";
import { useChooseModel } from "./api";
import { isKept } from "./listed";
import classes from "./models.module.css";

const NEEDS: Record<ModelRole, Ability> = { chat: "chat", vision: "vision", prompts: "chat", embedding: "embedding" };
const FREE = "";

/** The model that is taken for each kind of work. */
export function Defaults({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const chosen = useQuery(choices);
  const listed = useQuery(models);
  const change = useChooseModel();
  return (
    <aside aria-labelledby="defaults">
      <h2 id="defaults" className={`heading ${classes.title}`}>
        {t("models.defaults")}
      </h2>
      {chosen.data ? (
        <div className={classes.roles}>
          {chosen.data.map((choice) =>
            isAdmin ? (
              <RoleField key={choice.role} choice={choice} channels={listed.data ?? []} change={change} />
            ) : (
              <div key={choice.role}>
                <p className="label">{t(`models.role.${choice.role}`)}</p>
                <p className="strong">{choice.model ? nameOf(choice.model) : t("models.noModel")}</p>
                <Hint choice={choice} channels={listed.data ?? []} />
              </div>
            ),
          )}
        </div>
      ) : chosen.error ? (
        <ErrorNote error={chosen.error} onRetry={() => void chosen.refetch()} />
      ) : (
        <ThingSkeleton rows={4} />
      )}
      {change.error ? <ErrorNote error={change.error} /> : null}
    </aside>
  );
}

const keyOf = (channel: string | null, model: string | null) => `${channel} ${model}`;

type FieldProps = { choice: Choice; channels: ChannelModels[]; change: ReturnType<typeof useChooseModel> };

function RoleField({ choice, channels, change }: FieldProps) {
  const { t } = useTranslation();
  const { role } = choice;
  const able = channels.map((channel) => ({
    group: channel.channel,
    items: channel.models
      .filter((model) => model.capabilities.includes(NEEDS[role]))
      .map((model) => ({ value: keyOf(channel.channel_id, model.name), label: nameOf(model.name) })),
  }));
  const now = keyOf(choice.channel_id, choice.model);
  const isListed = able.some(({ items }) => items.some(({ value }) => value === now));
  // A chosen model stays in view, also while its channel is away.
  const kept = choice.chosen && choice.model && !isListed ? [{ value: now, label: nameOf(choice.model) }] : [];
  const free = { value: FREE, label: choice.chosen || !choice.model ? t("models.free") : t("models.freeNow", { model: nameOf(choice.model) }) };
  const choose = (value: string) => {
    const [channel_id = "", ...rest] = value.split(" ");
    change.mutate(value === FREE ? { role } : { role, channel_id, model: rest.join(" ") });
  };
  return (
    <Select
      label={t(`models.role.${role}`)}
      description={<Hint choice={choice} channels={channels} />}
      data={[free, ...kept, ...able.filter(({ items }) => items.length > 0)]}
      value={choice.chosen ? now : FREE}
      onChange={(value) => value !== null && choose(value)}
      comboboxProps={{ position: "bottom-end" }}
    />
  );
}

/** Who answers, and what that means. */
function Hint({ choice, channels }: { choice: Choice; channels: ChannelModels[] }) {
  const { t } = useTranslation();
  if (choice.reason) return <span className={classes.demo}>{t(`models.missing.${choice.role}`)}</span>;
  const channel = channels.find((one) => one.channel_id === choice.channel_id);
  const model = channel?.models.find((one) => one.name === choice.model);
  if (choice.demo) return <span className={classes.demo}>{t("models.demoAnswers")}</span>;
  const isCold = channel?.can_install && model && !isKept(model);
  const words = [channel?.channel, isCold ? t("models.cold") : null].filter(Boolean).join(". ");
  return <span className="caption">{words}</span>;
}
