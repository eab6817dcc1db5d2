import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Wished } from "@/api/drawings";
import type { Message } from "@/api/types";
import { makeChat, settle } from "../api/acts";
import { drawIn, useDrawIn } from "../api/drawings";
import { refreshChat } from "../api/news";
import type { Thread } from "../api/thread";
import composer from "../composer/composer.module.css";
import { forgetNewChat, useNewChat } from "../composer/draft";
import { type Reference, referenceOf } from "../drawing/acts";
import type { PanelProps } from "../drawing/panel/draw-panel";
import { closePanel } from "../drawing/panel/open-panel";
import { FIELD } from "../composer/field";

/** Few chats begin with a picture: the panel and its painter come when they are called for. */
const DrawPanel = lazy(() => import("../drawing/panel/draw-panel").then((panel) => ({ default: panel.DrawPanel })));

type Props = { draftKey: string; thread: Thread; onDrawn: () => void };

/** In the place of the field for words: a picture for this chat. */
export function DrawHere({ draftKey, thread: { chat, messages }, onDrawn }: Props) {
  const draw = useDrawIn(chat.id);
  const drawn = (wish: Wished) =>
    draw.mutateAsync(wish).then(() => {
      closePanel();
      onDrawn();
    });
  return <Panel draftKey={draftKey} pictures={messages.flatMap(picturesOf)} isBusy={draw.isPending} error={draw.error} onDraw={drawn} />;
}

/** A chat that begins with a picture. */
export function DrawFirst({ draftKey }: { draftKey: string }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: async (wish: Wished) => {
      const chat = await makeChat(useNewChat.getState());
      settle(cache, chat);
      await drawIn(chat.id, wish);
      await refreshChat(cache, chat.id);
      return chat;
    },
    onSuccess: (chat) => {
      closePanel();
      forgetNewChat();
      void navigate({ to: "/chats/{-$chat}", params: { chat: chat.id }, replace: true, viewTransition: false });
    },
  });
  return <Panel draftKey={draftKey} pictures={[]} isBusy={begin.isPending} error={begin.error} onDraw={(wish) => begin.mutateAsync(wish)} />;
}

function Panel(props: Omit<PanelProps, "onClose">) {
  const close = () => {
    closePanel();
    requestAnimationFrame(() => document.getElementById(FIELD)?.focus());
  };
  return (
    <div className={composer.composer}>
      <Suspense fallback={null}>
        <DrawPanel {...props} onClose={close} />
      </Suspense>
    </div>
  );
}

const picturesOf = ({ attachments, drawing }: Message): Reference[] => [
  ...attachments.filter(({ kind }) => kind === "picture").map(({ name, asset: { id, width, height } }) => ({ id, name, width, height })),
  ...(drawing?.variants ?? []).map((one) => referenceOf(one, drawing?.wish.description ?? "")),
];
