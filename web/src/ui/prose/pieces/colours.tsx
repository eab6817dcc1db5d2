/** Code in colours. Loaded with the first code that is shown. */
import { common, createLowlight } from "lowlight";
import type { ReactNode } from "react";

type Node = ReturnType<typeof lowlight.highlight>["children"][number];

const lowlight = createLowlight(common);

/** Null for a language that nobody here knows. */
export function coloured(language: string, code: string): ReactNode {
  return lowlight.registered(language) ? lowlight.highlight(language, code).children.map(nodeOf) : null;
}

function nodeOf(node: Node, index: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const { className } = node.properties;
  return (
    <span key={index} className={Array.isArray(className) ? className.join(" ") : undefined}>
      {node.children.map(nodeOf)}
    </span>
  );
}
