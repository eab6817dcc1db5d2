/** Diagrams by Mermaid. Loaded with the first diagram that is shown. */
import mermaid from "mermaid";

let count = 0;

/** The drawing as a picture of lines and words; throws the reason when the source cannot be read. */
export async function drawnDiagram(source: string): Promise<string> {
  mermaid.initialize({
    startOnLoad: false,
    suppressErrorRendering: true,
    securityLevel: "strict",
    maxTextSize: 20_000,
    maxEdges: 300,
    theme: "base",
    look: "classic",
    fontFamily: token("--font-ui"),
    themeVariables: looks(),
    // A text may not change how its own picture is guarded or dressed.
    secure: ["secure", "securityLevel", "startOnLoad", "suppressErrorRendering", "maxTextSize", "maxEdges", "theme", "themeCSS", "themeVariables", "fontFamily", "htmlLabels", "dompurifyConfig"],
  });
  count += 1;
  return (await mermaid.render(`diagram-${count}`, source)).svg;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function looks(): Record<string, string | boolean> {
  const [text, line] = [token("--text"), token("--control-line")];
  return {
    darkMode: document.documentElement.dataset.mantineColorScheme === "dark",
    ...{ background: token("--surface"), primaryColor: token("--accent-soft"), secondaryColor: token("--sunken"), tertiaryColor: token("--raised") },
    ...{ textColor: text, primaryTextColor: text, secondaryTextColor: text, tertiaryTextColor: text },
    ...{ lineColor: line, primaryBorderColor: token("--accent"), secondaryBorderColor: line, tertiaryBorderColor: line },
    edgeLabelBackground: token("--sunken"),
    dropShadow: "none",
    useGradient: false,
    fontFamily: token("--font-ui"),
    fontSize: "14px",
  };
}
