/** Files that go with a message: sent up when they are chosen, so that sending is quick. */
import { answer, http } from "@/api/client";

const asForm = (body: { file: string }) => {
  const form = new FormData();
  form.append("file", body.file);
  return form;
};

export const attach = (file: File, signal: AbortSignal) =>
  answer(http.POST("/api/chats/attachments", { body: { file: file as unknown as string }, bodySerializer: asForm, signal }));

/** One that was not sent; the server would sweep it after a day. */
export const detach = (attachment_id: string) =>
  answer(http.DELETE("/api/chats/attachments/{attachment_id}", { params: { path: { attachment_id } } })).catch(() => undefined);
