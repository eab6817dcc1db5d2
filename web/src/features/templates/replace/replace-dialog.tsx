import { Button, Select } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateInfo } from "@/api/types";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { ErrorNote } from "@/ui/states/error-note";
import { type Move, type Place, unclearIn, useReplaceWorkflow } from "../api";
import { Problems } from "../problems";
import classes from "../template.module.css";

type Props = { template: TemplateInfo; file: File; onClose: () => void };
const GONE = "";

const placed = ({ node, input }: Place) => `${node}.${input}`;

/** An edited workflow in place of the old one: what moved, and what only a person can place. */
export function ReplaceDialog({ template, file, onClose }: Props) {
  const { t } = useTranslation();
  const replace = useReplaceWorkflow(template.id);
  const [settled, setSettled] = useState<Record<string, string>>({});
  const unclear = unclearIn(replace.error);
  const send = () => {
    const place = Object.entries(settled).flatMap(([name, to]) => (to === GONE ? [] : [`${name}=${to}`]));
    const drop = Object.entries(settled).flatMap(([name, to]) => (to === GONE ? [name] : []));
    replace.mutate({ file, place, drop });
  };
  const isOpen = unclear?.some(({ name }) => settled[name] === undefined) ?? false;
  return (
    <Dialog title={replace.data ? t("templates.replaced") : t("templates.replaceTitle", { name: file.name })} onClose={onClose}>
      {replace.data ? (
        <Moves moves={replace.data.moves} added={replace.data.added} />
      ) : (
        <>
          <p className="muted">{t("templates.replaceWhy")}</p>
          {unclear?.map((move) => (
            <Select
              key={move.name}
              mt="md"
              label={t("templates.whereTo", { name: move.name })}
              description={t("templates.was", { place: placed(move.before) })}
              data={[...move.candidates.map((one) => ({ value: placed(one), label: placed(one) })), { value: GONE, label: t("templates.dropInput") }]}
              value={settled[move.name] ?? null}
              onChange={(to) => setSettled((before) => ({ ...before, [move.name]: to ?? GONE }))}
            />
          ))}
          {replace.error && !unclear ? <ErrorNote error={replace.error} /> : null}
          <Problems error={replace.error} />
        </>
      )}
      {replace.data ? (
        <div className={classes.over}>
          <Button variant="primary" onClick={onClose}>
            {t("images.done")}
          </Button>
        </div>
      ) : (
        <DialogFoot onCancel={onClose}>
          <Button variant="primary" loading={replace.isPending} disabled={isOpen} onClick={send}>
            {t("templates.replaceAct")}
          </Button>
        </DialogFoot>
      )}
    </Dialog>
  );
}

function Moves({ moves, added }: { moves: Move[]; added: string[] }) {
  const { t } = useTranslation();
  const moved = moves.filter(({ fate }) => fate === "moved");
  return (
    <ul className={classes.moves}>
      <li>
        <IconCheck className="small" />
        {t("templates.kept", { count: moves.length - moved.length })}
      </li>
      {moved.map((move) => (
        <li key={`${move.name} ${placed(move.before)}`}>
          <span className="strong">{move.name}</span>
          <span className="mono">{`${placed(move.before)} → ${move.after ? placed(move.after) : "?"}`}</span>
        </li>
      ))}
      {added.map((name) => (
        <li key={name}>
          <span className="strong">{name}</span>
          {t("templates.addedInput")}
        </li>
      ))}
    </ul>
  );
}
