/** Writes sw.js: the worker of `worker.js` with the list of what makes the shell. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Plugin, Rolldown } from "vite";

const IN_SHELL = /\.(?:js|css|woff2)$/;
/** What draws code, maths and diagrams weighs more than the rest of the page, and comes when a text needs it. */
const LATER = "/ui/prose/pieces/";
const LATER_FONTS = "KaTeX_";
/** Where the page begins; which file that is in, and whether it counts as an entry, is up to the bundler. */
const MAIN = "/src/main.tsx";
const ALWAYS = ["/", "/theme.js", "/manifest.webmanifest", "/icons/mark.svg"];

export function serviceWorker(worker: string): Plugin {
  return {
    name: "fabula-service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const later = onlyLater(bundle) ?? this.error(`no chunk has ${MAIN}: what belongs to the shell cannot be told`);
      const built = Object.keys(bundle).filter((name) => IN_SHELL.test(name) && !later.has(name) && !name.includes(LATER_FONTS)).map((name) => `/${name}`);
      const shell = [...ALWAYS, ...built.sort()];
      const version = createHash("sha256").update(JSON.stringify(shell)).digest("hex").slice(0, 12);
      const source = (await readFile(worker, "utf8"))
        .replace('"__VERSION__"', JSON.stringify(version))
        .replace('["__SHELL__"]', JSON.stringify(shell));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

/** Files that nothing but the parts for later lead to; null when the page's beginning is not found. */
function onlyLater(bundle: Rolldown.OutputBundle): Set<string> | null {
  const chunks = Object.values(bundle).filter((file): file is Rolldown.OutputChunk => file.type === "chunk");
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const early = new Set<Rolldown.OutputChunk>();
  const visit = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || early.has(chunk) || chunk.facadeModuleId?.includes(LATER)) return;
    early.add(chunk);
    [...chunk.imports, ...chunk.dynamicImports].forEach((name) => visit(named.get(name)));
  };
  chunks.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(MAIN))).forEach(visit);
  if (early.size === 0) return null;
  return new Set(chunks.filter((chunk) => !early.has(chunk)).flatMap((chunk) => [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])]));
}
