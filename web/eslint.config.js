import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import ts from "typescript-eslint";

const features = readdirSync(new URL("./src/features/", import.meta.url));

/** app -> features -> graph, api, ui; features never meet each other. */
const borders = [
  { target: "./src/features", from: "./src/app", message: "A feature is joined by app and never reaches up into it." },
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: "./src/features",
    except: [`./${name}`],
    message: "Features never import each other: share by ui or api, or join them in app.",
  })),
  { target: "./src/ui", from: ["./src/app", "./src/features"], message: "ui knows no feature." },
  { target: "./src/ui", from: "./src/api", except: ["./types.ts", "./failure.ts"], message: "ui fetches nothing: it is handed the wire's values and shows them." },
  { target: "./src/api", from: ["./src/app", "./src/features", "./src/ui"], message: "api knows no page." },
  { target: "./src/i18n", from: ["./src/app", "./src/features", "./src/ui", "./src/api"], message: "Words depend on nothing." },
];

const sizes = (lines) => ["error", { max: lines, skipBlankLines: true, skipComments: true }];

export default ts.config(
  { ignores: ["node_modules", "src/api/schema.gen.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked, importX.flatConfigs.typescript],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: borders }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-default-export": "error",
      "max-lines": sizes(300),
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      complexity: ["error", 10],
      "no-restricted-imports": ["error", { patterns: [{ regex: "^\\.\\.?/.*\\.\\./", message: "Write @/… when a path goes up twice." }] }],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["src/**/*.tsx"],
    extends: [a11y.flatConfigs.strict, hooks.configs.flat["recommended-latest"]],
    rules: {
      "max-lines": sizes(250),
      "max-lines-per-function": ["error", { max: 100, skipBlankLines: true, skipComments: true }],
      "jsx-a11y/no-autofocus": "off",
    },
  },
  {
    files: ["src/**/*.test.{ts,tsx}", "src/testing/**"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  { files: ["vite.config.ts", "vite/**"], rules: { "import-x/no-default-export": "off" } },
  { files: ["scripts/**", "public/**", "*.config.js", "vite/*.js"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", document: "readonly", localStorage: "readonly", matchMedia: "readonly", self: "readonly", caches: "readonly", fetch: "readonly", Request: "readonly", navigator: "readonly" } } },
);
