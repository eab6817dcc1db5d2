import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { budget } from "./vite/budget.ts";
import { compressed } from "./vite/compressed.ts";
import { fakeApi } from "./vite/fake-api.ts";
import { katexFonts } from "./vite/katex-fonts.ts";
import { locales } from "./vite/locales.ts";
import { serviceWorker } from "./vite/service-worker.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const outDir = here("../fabula/_webapp");
const serverUrl = process.env.FABULA_URL ?? "http://127.0.0.1:5573";

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    katexFonts(),
    mode === "fake" ? fakeApi() : null,
    locales(here("./src/i18n"), ["en", "ru"]),
    serviceWorker(here("./vite/worker.js")),
    budget(250_000, [["/sign-in-page.tsx"], ["/shell.tsx", "/home.tsx"]]),
    compressed(outDir),
  ],
  resolve: { alias: { "@": here("./src"), "@tabler/icons-react": "@tabler/icons-react/dist/esm/icons/index.mjs" } },
  server: mode === "fake" ? {} : { proxy: { "/api": { target: serverUrl, ws: true } } },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "base", test: /node_modules[\\/](?:react|react-dom|scheduler|@tanstack|i18next|react-i18next|zustand|openapi-fetch)[\\/]/ },
            // What the entry reaches is in one file with all it needs: nothing is to be drawn in after it.
            { name: "first", tags: ["$initial"], includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    restoreMocks: true,
    // Files share their worker: a fresh document for each would cost more than all tests together.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
  },
}));
