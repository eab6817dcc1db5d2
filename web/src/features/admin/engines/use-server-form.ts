/** What stands in the form of a picture server, whether it has been tried, and how it is saved. */
import { useState } from "react";
import { tryServer, useChangeServer, useMakeServer } from "@/api/picture-servers";
import type { PictureServer, ServerOptions } from "@/api/types";
import { filled } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { useTrial } from "@/ui/trial/use-trial";
import { deviceFault, within } from "../channels/options";
import { type KeyWish, keyOf } from "../engine-forms/key-field";

const NAMES = ["name", "url", "device", "hang"] as const;
const PLACES = { address_refused: "url", address_invalid: "url" } as const;
const USUAL: ServerOptions = { ahead: 2, hang_s: 300, verify_tls: true };

type Name = (typeof NAMES)[number];
type Values = Record<Name, string>;

function startOf(server: PictureServer | null): Values {
  const { hang_s } = server?.options ?? USUAL;
  const { name, url, device } = server ?? { name: "", url: "", device: "" };
  return { name, url, device, hang: String(hang_s) };
}

const RULES = { name: filled, url: filled, device: deviceFault, hang: within(1, 86_400) };

export function useServerForm(server: PictureServer | null, onDone: () => void) {
  const [wish, setWish] = useState<KeyWish>({ does: "keep" });
  const [options, setOptions] = useState(server?.options ?? USUAL);
  const form = useForm<Name>(startOf(server), RULES);
  const trial = useTrial(tryServer);
  const make = useMakeServer();
  const change = useChangeServer();
  const refusal = useRefusal(make.error ?? change.error, NAMES, PLACES);
  const field = (name: Name) => {
    const found = form.field(name);
    return { ...found, error: found.error ?? refusal.at(name) };
  };

  const url = form.values.url.trim();
  const hasMoved = server !== null && url !== server.url;
  const given = { ...(server ? { server_id: server.id } : {}), url, ...keyOf(wish) };
  const isTried = trial.hasPassed(given) || (server !== null && !hasMoved && wish.does !== "set");
  const send = (values: Values) => {
    const body = {
      name: values.name.trim(),
      device: values.device.trim(),
      options: { ...options, hang_s: Number(values.hang) },
      ...keyOf(wish),
    };
    const done = { onSuccess: onDone };
    if (server) change.mutate({ id: server.id, ...body, ...(hasMoved ? { url } : {}) }, done);
    else make.mutate({ ...body, url }, done);
  };
  const busy = make.isPending || change.isPending;
  return { wish, setWish, options, setOptions, form, field, trial, given, url, hasMoved, isTried, send, busy, refused: refusal.rest };
}
