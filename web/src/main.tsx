import "@/ui/theme/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/app";
import { installShell } from "@/app/updates";
import { startWords } from "@/i18n/words";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no place to stand.");

await startWords();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void installShell();
