import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateInfo } from "@/api/types";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { ErrorNote } from "@/ui/states/error-note";
import { useAddInput } from "../api";
import classes from "../template.module.css";

type Node = { class_type?: string; inputs?: Record<string, unknown>; _meta?: { title?: string } };

/** Any value of any node can become an input by hand. */
export function AddInput({ template, onClose }: { template: TemplateInfo; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddInput(template.id);
  const places = placesOf(template);
  const [place, setPlace] = useState<string | null>(null);
  const [title, setTitle] = useState("");
  const send = () => {
    if (!place) return;
    const name = nameFor(place, template);
    add.mutate({ name, address: place, title: title.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("templates.addTitle")} onClose={onClose}>
      <form
        className={classes.adding}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Select
          label={t("templates.place")}
          placeholder={t("templates.placeHint")}
          searchable
          nothingFoundMessage={t("inputs.nothing")}
          data={places}
          value={place}
          onChange={setPlace}
          data-autofocus
        />
        <TextInput label={t("templates.shownAs")} maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        {add.error ? <ErrorNote error={add.error} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" loading={add.isPending} disabled={!place}>
            {t("templates.add")}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** Every literal that is no input yet, by node. */
function placesOf({ graph, inputs }: TemplateInfo) {
  const taken = new Set(inputs.flatMap(({ places }) => places.map(({ node, input }) => `${node}.${input}`)));
  return Object.entries(graph as Record<string, Node>).flatMap(([id, node]) => {
    const free = Object.entries(node.inputs ?? {}).filter(([name, value]) => !Array.isArray(value) && !taken.has(`${id}.${name}`));
    const items = free.map(([name, value]) => ({ value: `${id}.${name}`, label: `${name}: ${JSON.stringify(value)}`.slice(0, 80) }));
    return items.length > 0 ? [{ group: `${node._meta?.title ?? node.class_type ?? id} (${id})`, items }] : [];
  });
}

function nameFor(place: string, { inputs }: TemplateInfo): string {
  const plain = place.slice(place.indexOf(".") + 1).replaceAll(/\W/g, "_").slice(0, 70) || "input";
  const names = new Set(inputs.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}_${number}`;
    if (!names.has(name)) return name;
  }
}
