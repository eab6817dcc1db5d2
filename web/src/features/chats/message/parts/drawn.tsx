import { useQueryClient } from "@tanstack/react-query";
import { useRunById, useTopic } from "@/api/live";
import { useMe } from "@/api/me";
import { isActive } from "@/api/runs";
import type { Drawing, Message } from "@/api/types";
import { useDrawIn, usePick } from "@/features/chats/api/drawings";
import { refreshChat } from "@/features/chats/api/news";
import { draftKeyOf } from "@/features/chats/composer/draft";
import type { DrawingActs } from "@/features/chats/drawing/acts";
import { DrawingView } from "@/features/chats/drawing/drawing-view";
import { openPanel } from "@/features/chats/drawing/panel/open-panel";
import { putWish, takeReference } from "@/features/chats/drawing/panel/wish-draft";
import { Branches } from "../acts/branches";
import { useRemoving } from "../acts/use-removing";

const ANOTHER = "drawing.picture";

/** The pictures of a reply, with what can be done with them in this chat. */
export function Drawn({ message, drawing, isFrozen }: { message: Message; drawing: Drawing; isFrozen: boolean }) {
  const cache = useQueryClient();
  const { id: owner } = useMe();
  const draw = useDrawIn(message.chat_id);
  const pick = usePick(message);
  const remove = useRemoving();
  const key = draftKeyOf(owner, message.chat_id);
  const underWay = isActive(drawing.run) ? drawing.run.id : null;
  const readAgain = () => void refreshChat(cache, message.chat_id);
  useRunById(underWay, readAgain);
  useTopic(underWay ? `run:${underWay}` : null, (frame) => {
    if (frame.type === "event" && frame.event.kind === ANOTHER) readAgain();
  });
  const acts: DrawingActs = {
    draw: (wish) => draw.mutate(wish),
    pick: (place) => pick.mutate(place),
    refer: (reference) => {
      takeReference(key, reference);
      openPanel(key);
    },
    rephrase: (wish) => {
      putWish(key, wish, drawing.reference);
      openPanel(key);
    },
    remove: message.state === "writing" ? null : () => remove(message, false),
    isBusy: draw.isPending || pick.isPending,
    error: draw.error ?? pick.error,
  };
  return <DrawingView drawing={drawing} acts={acts} isFrozen={isFrozen} branches={<Branches message={message} isFrozen={isFrozen} />} />;
}
