/** KaTeX brings each font in three forms; every browser that the page is built for reads the first. */
import type { Plugin } from "vite";

export function katexFonts(): Plugin {
  return {
    name: "fabula-katex-fonts",
    enforce: "pre",
    transform: {
      filter: { id: /katex\.min\.css/ },
      handler: (code) => code.replaceAll(/,url\([^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, ""),
    },
  };
}
