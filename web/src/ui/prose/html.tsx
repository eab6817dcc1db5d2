import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { PictureLink, TextLink } from "./links";

/** What a text may shape by itself. No attribute but these is taken over, so nothing can run, dress up or be fetched. */
const KEPT = new Set(
  "b i u s em strong del ins mark sub sup kbd small q abbr cite var samp code pre p div span section article center font blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr th td caption details summary figure figcaption".split(" "),
);
/** These have another meaning on the page than in the text. */
const PLAIN: Record<string, string> = { center: "div", font: "span", section: "div", article: "div", figure: "div", figcaption: "div", h1: "p", h2: "p", h3: "p", h4: "p", h5: "p", h6: "p" };
const EMPTY = new Set(["br", "hr", "wbr"]);
/** What runs, asks or draws is told by its source. */
const TOLD = new Set("script style iframe object embed svg math template form input textarea select button link meta base frame frameset noscript audio video canvas".split(" "));

/** A stretch of HTML in a text: read where nothing of it lives, and built anew from what is known to be harmless. */
export function HtmlBlock({ source }: { source: string }) {
  const body = useMemo(() => new DOMParser().parseFromString(source, "text/html").body, [source]);
  return <div>{children(body)}</div>;
}

const children = (node: Node): ReactNode => Array.from(node.childNodes, (child, index) => <Fragment key={index}>{nodeOf(child)}</Fragment>);

function nodeOf(node: Node): ReactNode {
  if (node instanceof Text) return node.data;
  return node instanceof Element ? elementOf(node, node.localName) : null;
}

function elementOf(element: Element, name: string): ReactNode {
  const named = (attribute: string) => element.getAttribute(attribute) ?? "";
  if (name === "a") return <TextLink address={named("href")}>{children(element)}</TextLink>;
  if (name === "img") return <PictureLink address={named("src")} name={named("alt")} inLink={element.closest("a") !== null} />;
  if (EMPTY.has(name)) return createElement(name);
  if (TOLD.has(name)) return <code>{element.outerHTML}</code>;
  if (!KEPT.has(name)) return [`<${name}>`, children(element), `</${name}>`];
  return createElement(PLAIN[name] ?? name, { open: name === "details" ? element.hasAttribute("open") : undefined }, ...elementsIn(element, name));
}

/** White space between the rows of a table is no text. */
const TABLE = new Set(["table", "thead", "tbody", "tfoot", "tr"]);

function elementsIn(node: Element, name: string): ReactNode[] {
  const inside = Array.from(node.childNodes).filter((child) => !TABLE.has(name) || child instanceof Element);
  return inside.map((child, index) => <Fragment key={index}>{nodeOf(child)}</Fragment>);
}
