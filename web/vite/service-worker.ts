/** Writes sw.js: the worker of `worker.js` with the list of what makes the shell. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const IN_SHELL = /\.(?:js|css|woff2)$/;
const ALWAYS = ["/", "/theme.js", "/manifest.webmanifest", "/icons/mark.svg"];

export function serviceWorker(worker: string): Plugin {
  return {
    name: "fabula-service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const built = Object.keys(bundle).filter((name) => IN_SHELL.test(name)).map((name) => `/${name}`);
      const shell = [...ALWAYS, ...built.sort()];
      const version = createHash("sha256").update(JSON.stringify(shell)).digest("hex").slice(0, 12);
      const source = (await readFile(worker, "utf8"))
        .replace('"__VERSION__"', JSON.stringify(version))
        .replace('["__SHELL__"]', JSON.stringify(shell));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}
