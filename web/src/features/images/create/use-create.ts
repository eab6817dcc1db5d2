/** The form to create joined with what the chosen template takes just now. */
import { useQuery } from "@tanstack/react-query";
import { useDraw } from "@/api/drawings";
import { useOrder } from "@/api/renders";
import { allTemplates, optionsOf } from "@/api/templates";
import type { RenderOptions, TemplateItem } from "@/api/types";
import { change, type Reference, useDraft } from "./draft";
import { type Filled, orderOf, wishOf, withRole } from "./order";

/** The house's own choice, which an administrator can change by a setting. */
export const USUAL_TEMPLATE = "default";

export function useCreate() {
  const draft = useDraft();
  const wanted = draft.template ?? USUAL_TEMPLATE;
  const { data: options, error, refetch } = useQuery(optionsOf(wanted));
  const { data: templates = [] } = useQuery(allTemplates);
  const order = useOrder();
  const draw = useDraw();
  const values = (options && draft.values[options.template]) ?? {};
  const filled: Filled = { ...draft, values };
  const submit = (onSuccess: () => void) => {
    if (!options) return;
    if (draft.isWish) draw.mutate(wishOf(options, filled, draft.template), { onSuccess });
    else order.mutate(orderOf(options, filled), { onSuccess });
  };
  const sending = draft.isWish ? draw : order;
  return { options, error, refetch, templates, filled, submit, isSending: sending.isPending, refusal: sending.error, wanted };
}

export const takesPicture = (options: RenderOptions | undefined) => options !== undefined && withRole(options, "image") !== undefined;

/** A picture as the pattern; a template that takes none gives way to one that does. */
export function useTakeReference() {
  const { options, templates } = useCreate();
  return (reference: Reference) => {
    const other = takesPicture(options) ? undefined : fromPicture(templates);
    change({ reference, ...(other ? { template: other.id } : {}) });
  };
}

/** The person's own templates come first in the list. */
const fromPicture = (templates: TemplateItem[]) => templates.find(({ purpose }) => purpose === "image_to_image");
