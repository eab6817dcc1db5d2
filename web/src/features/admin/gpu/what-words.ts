import { useTranslation } from "react-i18next";

/** A workflow has no name of its own on the card, only a mark of what it is built of. */
const MARK = /^[0-9a-f]{16}$/;

export const isMark = (what: string) => MARK.test(what);

/** What an engine has in memory, in words: a model by its name. */
export function useWhatWords() {
  const { t } = useTranslation();
  return (what: string) => (isMark(what) ? t("admin.gpu.workflow") : what);
}
