/** Files on their way up to the server, beside the field of their chat. */
import { useEffect, useState } from "react";
import { asFailure, type Failure } from "@/api/failure";
import { attach, detach } from "../api/files";
import { changeDraft } from "./draft";

export type Upload = { id: string; name: string; failure: Failure | null; stop: () => void };

const MOST = 10;

export function useUploads(key: string, standing: number) {
  const [all, setAll] = useState<Upload[]>([]);
  const [isFull, setFull] = useState(false);
  const remove = (id: string) => setAll((now) => now.filter((one) => one.id !== id));
  useEffect(() => {
    if (!isFull) return;
    const timer = setTimeout(() => setFull(false), 6000);
    return () => clearTimeout(timer);
  }, [isFull]);

  const begin = (file: File) => {
    const id = crypto.randomUUID();
    const stopping = new AbortController();
    const dismiss = () => {
      stopping.abort();
      remove(id);
    };
    setAll((now) => [...now, { id, name: file.name, failure: null, stop: dismiss }]);
    attach(file, stopping.signal)
      .then((made) => {
        if (stopping.signal.aborted) return detach(made.id);
        remove(id);
        changeDraft(key, ({ attachments }) => ({ attachments: [...attachments, made] }));
      })
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        setAll((now) => now.map((one) => (one.id === id ? { ...one, failure: asFailure(error) } : one)));
      });
  };
  const take = (files: File[]) => {
    const room = Math.max(0, MOST - standing - all.length);
    setFull(files.length > room);
    files.slice(0, room).forEach(begin);
  };
  return { all, take, isFull, isBusy: all.some((one) => one.failure === null) };
}
