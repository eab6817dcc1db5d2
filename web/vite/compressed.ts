/** Leaves a .gz and a .br beside every text file, so that the server never compresses. */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(?:js|css|html|svg|json|webmanifest|md)$/;
const LEAST_BYTES = 1024;

export function compressed(folder: string): Plugin {
  return {
    name: "fabula-compressed",
    apply: "build",
    enforce: "post",
    closeBundle: {
      sequential: true,
      order: "post",
      async handler() {
        for (const name of await readdir(folder, { recursive: true })) {
          if (TEXT.test(name)) await compress(join(folder, name));
        }
      },
    },
  };
}

async function compress(path: string): Promise<void> {
  if ((await stat(path)).size < LEAST_BYTES) return;
  const text = await readFile(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
  await writeFile(`${path}.br`, await promisify(brotliCompress)(text, best));
}
