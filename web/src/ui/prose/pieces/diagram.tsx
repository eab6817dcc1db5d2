import { ActionIcon, useComputedColorScheme } from "@mantine/core";
import { IconCode, IconSitemap } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/controls/copy-button";
import classes from "./code.module.css";
import { CodeBlock } from "./code-block";
import { late } from "./late";

const useDiagrams = late(() => import("./diagrams"));

/** A diagram, or its source: while it comes, when it is wanted, and with a word when it cannot be drawn. */
export function Diagram({ source, isOpen }: { source: string; isOpen: boolean }) {
  const { t } = useTranslation();
  const [isSource, setSource] = useState(false);
  const { svg, isBroken } = useDrawn(source, isOpen);
  const swap = (
    <ActionIcon size="sm" aria-label={isSource ? t("prose.showDiagram") : t("prose.showSource")} title={isSource ? t("prose.showDiagram") : t("prose.showSource")} onClick={() => setSource(!isSource)}>
      {isSource ? <IconSitemap className="small" /> : <IconCode className="small" />}
    </ActionIcon>
  );
  if (!svg || isSource) {
    return (
      <>
        <CodeBlock code={source} language="mermaid" isOpen={isOpen} tools={svg ? swap : null} />
        {isBroken ? <p className={classes.broken}>{t("prose.brokenDiagram")}</p> : null}
      </>
    );
  }
  return (
    <figure className={classes.block}>
      <figcaption className={classes.head}>
        <span>{t("prose.diagram")}</span>
        <span className={classes.gap} />
        {swap}
        <CopyButton text={source} label={t("prose.copyCode")} />
      </figcaption>
      <Drawing svg={svg} />
    </figure>
  );
}

type Drawn = { svg: string | null; isBroken: boolean };

/** What was drawn last stays until the next is there. */
function useDrawn(source: string, isOpen: boolean): Drawn {
  const scheme = useComputedColorScheme("light");
  const diagrams = useDiagrams(!isOpen);
  const [drawn, setDrawn] = useState<Drawn>({ svg: null, isBroken: false });
  useEffect(() => {
    if (!diagrams || isOpen) return;
    let isGone = false;
    const show = (next: Drawn) => (isGone ? undefined : setDrawn(next));
    diagrams.drawnDiagram(source).then(
      (svg) => show({ svg, isBroken: false }),
      () => show({ svg: null, isBroken: true }),
    );
    return () => {
      isGone = true;
    };
  }, [diagrams, isOpen, source, scheme]);
  return drawn;
}

/** The page's own ground, on which the words of the diagram were measured. */
const MEASURED = "<style>*, *::before, *::after { box-sizing: border-box } p { margin: 0 } foreignObject { overflow: visible }</style>";

/** In a tree of its own, so that the style a diagram brings reaches nothing of the page. */
function Drawing({ svg }: { svg: string }) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    root.innerHTML = MEASURED + svg;
  }, [svg]);
  return <div ref={host} className={classes.drawing} role="img" aria-label={t("prose.diagram")} />;
}
