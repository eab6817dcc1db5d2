/** Maths as it is printed. Loaded with the first maths that is shown, and its fonts with it. */
import katex from "katex";
import "katex/dist/katex.min.css";

/** Markup of KaTeX's own making, without links, foreign pictures or endless macros; null when the maths cannot be read. */
export function drawnFormula(tex: string, isBlock: boolean): string | null {
  try {
    return katex.renderToString(tex, { displayMode: isBlock, trust: false, strict: "ignore", maxSize: 20, maxExpand: 1000 });
  } catch {
    return null;
  }
}
