/** A new chat that begins with everything up to a message. */
import { useNavigate } from "@tanstack/react-router";
import type { Message } from "@/api/types";
import { useFork } from "@/features/chats/api/message-acts";

export function useForking() {
  const navigate = useNavigate();
  const fork = useFork();
  return (message: Message) =>
    fork.mutate(message, {
      onSuccess: ({ id }) => void navigate({ to: "/chats/{-$chat}", params: { chat: id }, viewTransition: false }),
    });
}
