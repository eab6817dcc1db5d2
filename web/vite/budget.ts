/** Measures the script of a first visit and fails the build when it grows over the budget. */
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Chunk = Rolldown.OutputChunk;

const KB = 1000;
const MAIN = "/src/main.tsx";

/** `firstVisits`: the modules that each kind of first visit loads beside the beginning. */
export function budget(mostBytes: number, firstVisits: string[][]): Plugin {
  return {
    name: "fabula-budget",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Chunk => file.type === "chunk");
      const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      for (const modules of firstVisits) {
        const has = (chunk: Chunk) => [MAIN, ...modules].some((name) => chunk.moduleIds.some((id) => id.endsWith(name)));
        const bytes = [...reached(chunks.filter(has), named)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
        const told = `first visit with ${modules.join(" and ")}: ${(bytes / KB).toFixed(1)} of ${mostBytes / KB} kB gzip`;
        if (bytes > mostBytes) this.error(told);
        this.info(told);
      }
    },
  };
}

function reached(from: Chunk[], named: Map<string, Chunk>): Set<Chunk> {
  const seen = new Set<Chunk>();
  const visit = (chunk: Chunk) => {
    if (seen.has(chunk)) return;
    seen.add(chunk);
    for (const name of chunk.imports) {
      const next = named.get(name);
      if (next) visit(next);
    }
  };
  from.forEach(visit);
  return seen;
}
