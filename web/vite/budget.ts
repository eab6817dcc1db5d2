/** Measures the script of a first visit and fails the build when it grows over the budget. */
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Chunk = Rolldown.OutputChunk;

const KB = 1000;

/** `firstPages`: modules that a first visit loads beside the entry. */
export function budget(mostBytes: number, firstPages: string[]): Plugin {
  return {
    name: "fabula-budget",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Chunk => file.type === "chunk");
      const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const entry = chunks.filter((chunk) => chunk.isEntry);
      for (const page of firstPages) {
        const first = [...entry, ...chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(page))];
        const bytes = [...reached(first, named)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
        const told = `first visit with ${page}: ${(bytes / KB).toFixed(1)} of ${mostBytes / KB} kB gzip`;
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
