import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRunById } from "@/api/live";

const PAUSE_MS = 1500;
const nothing = () => undefined;

/** Reads a reply aloud to whoever listens to the page, a few whole sentences at a time. */
export function Spoken({ run: id }: { run: string | null }) {
  const { t } = useTranslation();
  const run = useRunById(id, nothing);
  const text = useRef("");
  const [said, setSaid] = useState("");
  useEffect(() => {
    text.current = run?.live.text ?? "";
  });
  useEffect(() => {
    if (!id) return;
    let from = 0;
    const timer = setInterval(() => {
      const to = endOfSentence(text.current);
      if (to <= from) return;
      setSaid(text.current.slice(from, to));
      from = to;
    }, PAUSE_MS);
    return () => {
      clearInterval(timer);
      setSaid("");
    };
  }, [id]);
  return (
    <div className="hidden-words" aria-live="polite">
      {id && !said ? t("chats.writing") : said}
    </div>
  );
}

/** Where the last whole sentence ends. */
function endOfSentence(text: string): number {
  const found = /^[\s\S]*[.!?…:;\n](?=\s|$)/.exec(text);
  return found ? found[0].length : 0;
}
