/** The built-in words beside the page, all of a language in one file, as the model for language packs. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

export function locales(folder: string, codes: string[]): Plugin {
  return {
    name: "fabula-locales",
    apply: "build",
    async generateBundle() {
      for (const code of codes) {
        const source = JSON.stringify(await wordsOf(folder, code), null, 2);
        this.emitFile({ type: "asset", fileName: `locales/${code}.json`, source });
      }
    },
  };
}

type Words = { [name: string]: string | Words };

/** Some words come with the first page, those of the house's care with its pages. */
async function wordsOf(folder: string, code: string): Promise<Words> {
  const [first = {}, care = {}] = await Promise.all(
    [`${folder}/${code}.json`, `${folder}/${code}.care.json`].map(async (path) => JSON.parse(await readFile(path, "utf8")) as Words),
  );
  return joined(first, care);
}

function joined(one: Words, other: Words): Words {
  const all = { ...one };
  for (const [name, word] of Object.entries(other)) {
    const known = all[name];
    all[name] = typeof known === "object" && typeof word === "object" ? joined(known, word) : word;
  }
  return all;
}
