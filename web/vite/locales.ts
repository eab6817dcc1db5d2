/** The built-in words beside the page, as the model for language packs. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

export function locales(folder: string, codes: string[]): Plugin {
  return {
    name: "fabula-locales",
    apply: "build",
    async generateBundle() {
      for (const code of codes) {
        const source = await readFile(`${folder}/${code}.json`, "utf8");
        this.emitFile({ type: "asset", fileName: `locales/${code}.json`, source });
      }
    },
  };
}
