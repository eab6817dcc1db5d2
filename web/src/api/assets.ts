/** Files of the person: sent up, and shown again. */
import { useMutation } from "@tanstack/react-query";
import { answer, http } from "./client";

const asForm = (body: { file: string }) => {
  const form = new FormData();
  form.append("file", body.file);
  return form;
};

export const upload = (file: File) =>
  answer(http.POST("/api/assets", { body: { file: file as unknown as string, keep_metadata: false }, bodySerializer: asForm }));

export const useUpload = () => useMutation({ mutationFn: upload });

export const contentOf = (assetId: string) => `/api/assets/${assetId}/content`;

export const thumbnailOf = (assetId: string, size: 256 | 512 | 1024 = 512) => `/api/assets/${assetId}/thumbnail?size=${size}`;

/** Save a file of this server under its own name. */
export function saveAs(url: string, name = ""): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
