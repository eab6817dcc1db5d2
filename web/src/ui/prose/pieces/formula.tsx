import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Maths } from "../reading/grammar";
import classes from "./formula.module.css";
import { late } from "./late";

const useFormulas = late(() => import("./formulas"));

/** Maths; its source as long as it is half open or on its way, and the words as they stand when they are none. */
export function Formula({ maths: { raw, text, isBlock, isOpen }, inText = false }: { maths: Maths; inText?: boolean }) {
  const { t } = useTranslation();
  const formulas = useFormulas(!isOpen);
  const drawn = useMemo(() => (isOpen ? null : formulas?.drawnFormula(text, isBlock)), [formulas, isOpen, text, isBlock]);
  if (!isBlock) return drawn ? <span dangerouslySetInnerHTML={{ __html: drawn }} /> : raw;
  const looks = { className: classes.block ?? "", tabIndex: 0, role: "region", "aria-label": t("prose.maths") };
  const Box = inText ? "span" : "div";
  return drawn ? <Box {...looks} dangerouslySetInnerHTML={{ __html: drawn }} /> : <Box {...looks} data-source>{text}</Box>;
}
