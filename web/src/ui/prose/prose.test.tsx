import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { openPart } from "@/testing/open-part";
import { Prose } from "./prose";

const shown = (text: string, sources?: Parameters<typeof Prose>[0]["sources"]) => openPart(<Prose text={text} {...(sources ? { sources } : {})} />);

describe("a text", () => {
  it("has paragraphs, marks of weight and breaks of line", () => {
    const { container } = shown("One **bold** and *soft* and ~~gone~~ &amp; `a*b*`\nnext line\n\nTwo");
    expect(container.querySelectorAll("p")).toHaveLength(2);
    expect(container.querySelector("p")).toHaveTextContent("One bold and soft and gone & a*b*next line");
    expect(["strong", "em", "del", "code", "br"].map((name) => container.querySelectorAll(name).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it("takes its headings down the page without leaving one out", () => {
    shown("# One\n\n### Two\n\n# Three");
    const levels = screen.getAllByRole("heading").map(({ tagName }) => tagName);
    expect(levels).toEqual(["H3", "H4", "H3"]);
  });

  it("has tables that the keyboard reaches, and lists of what is to do", () => {
    shown("| Name | Price |\n|:--|--:|\n| Lamp | 12 |\n\n- [x] built\n- [ ] painted\n\n3. three\n4. four");
    const table = within(screen.getByRole("region", { name: "Table" }));
    expect(table.getAllByRole("columnheader").map(({ textContent }) => textContent)).toEqual(["Name", "Price"]);
    expect(table.getByRole("cell", { name: "12" })).toHaveAttribute("data-align", "right");
    expect(screen.getAllByRole("img").map((one) => one.getAttribute("aria-label"))).toEqual(["Done", "To do"]);
    expect(screen.getByText("three").closest("ol")).toHaveAttribute("start", "3");
  });

  it("keeps notes for its end and leads there and back", async () => {
    const { user } = shown("A bell[^b] and a lamp[^a], the bell[^b] first. None[^c].\n\n[^a]: Oil, not *gas*.\n[^b]: Cracked.");
    const notes = within(screen.getByRole("region", { name: "Notes" }));
    expect(notes.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Cracked.", "Oil, not gas."]);
    expect(screen.getByText(/None/)).toHaveTextContent("None[^c].");
    await user.click(screen.getByRole("button", { name: "Note 2" }));
    expect(notes.getAllByRole("listitem")[1]).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Back to where note 2 stands" }));
    expect(screen.getByRole("button", { name: "Note 2" })).toHaveFocus();
  });

  it("makes links of the numbers of its sources, and of no others", () => {
    shown("Seen in 1911 [1], and later [1, 2]. Not [3], not `[1]`, not a[1](https://a.example).", [
      { number: 1, title: "Harbour log", url: "https://log.example/1911" },
      { number: 2, title: "", url: "https://two.example/" },
    ]);
    expect(screen.getAllByRole("link", { name: "Source 1: Harbour log" }).length).toBe(2);
    expect(screen.getByRole("link", { name: "Source 2: https://two.example/" })).toHaveAttribute("rel", "noopener noreferrer nofollow");
    expect(screen.getByText(/Not \[3\]/)).toBeVisible();
    expect(screen.getAllByRole("link").length).toBe(4);
  });

  it("prints maths, and leaves money and what cannot be read as they are", async () => {
    const { container } = shown("Energy \\(E=mc^2\\) and $a_1$ for $5 and $6.\n\n$$\n\\int_0^1 x\\,dx\n$$\n\n$\\frac{$ stays");
    await waitFor(() => expect(container.querySelectorAll(".katex")).toHaveLength(3));
    expect(screen.getByText(/for \$5 and \$6\./)).toBeVisible();
    expect(container.querySelectorAll(".katex-display")).toHaveLength(1);
    expect(container).toHaveTextContent("$\\frac{$ stays");
  });

  it("colours code by its language, and copies and wraps it", async () => {
    const { user, container } = shown("```python\ndef lamp():\n    return 1\n```\n\n```\nplain <b>\n```\n\n```klingon\nnuqneH\n```");
    await waitFor(() => expect(container.querySelector(".hljs-keyword")).toHaveTextContent("def"));
    expect(screen.getByRole("region", { name: "Python" })).toHaveTextContent("def lamp(): return 1");
    expect(screen.getByRole("region", { name: "klingon" })).toHaveTextContent("nuqneH");
    expect(screen.getByText("plain <b>")).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: "Copy the code" })[0]!);
    expect(await navigator.clipboard.readText()).toBe("def lamp():\n    return 1");
    const wrap = screen.getAllByRole("button", { name: "Wrap long lines" })[0]!;
    await user.click(wrap);
    expect(wrap).toHaveAttribute("aria-pressed", "true");
  });

  it("says of a broken diagram that it is one, and shows its source", async () => {
    shown("```mermaid\ngraph TD; A--\n```");
    expect(await screen.findByText("This diagram cannot be drawn: its source has a mistake.", undefined, { timeout: 20_000 })).toBeVisible();
    expect(screen.getByRole("region", { name: "Mermaid" })).toHaveTextContent("graph TD; A--");
  });

  it("folds what the text folds", () => {
    const { container } = shown("<details><summary>More **here**</summary>\n\n- one\n\n</details>\n\nafter");
    expect(container.querySelector("summary")).toHaveTextContent("More here");
    expect(container.querySelector("details li")).toHaveTextContent("one");
    expect(screen.getByText("after").closest("details")).toBeNull();
  });
});

const HOSTILE = [
  "<script>window.foreign = 1</script>",
  "<img src=x onerror='window.foreign=1'>",
  "text <img src='https://spy.example/p.png' onload=alert(1)> text",
  "![seen](https://spy.example/p.png)",
  "![x](javascript:alert(1))",
  "<svg onload='window.foreign=1'><script>1</script><use href='https://spy.example/#a'/></svg>",
  "<p>x<svg><style>*{display:none}</style></svg></p>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
  "<iframe src='https://spy.example'></iframe>",
  "<a href='javascript:alert(1)'>go</a> <A HREF=\"data:text/html,<script>1</script>\">go</A>",
  "<div><a href='java\nscript:alert(1)' onclick='alert(1)'>go</a></div>",
  "[go](javascript:alert(1)) [go](JaVaScRiPt&#58;alert(1)) [go](&#x6A;avascript:alert(1)) [go](vbscript:x) [go](data:text/html,x) [go](file:///etc/passwd) [go](//spy.example)",
  "<style>body{display:none}</style>\n\n<link rel=stylesheet href=https://spy.example/x.css>",
  "<form action=https://spy.example><input name=password><button>Send</button></form>",
  "<div style='position:fixed;inset:0;background:url(https://spy.example)' id=root class=x>over all</div>",
  "<details open ontoggle=alert(1)><summary>x</summary>y</details>",
  "$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://spy.example/x.png}$ $\\htmlClass{x}{y}$ $\\url{javascript:alert(1)}$",
  "```html\n<img src=x onerror=alert(1)>\n```",
  "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
  "| <img src=x onerror=alert(1)> |\n|---|\n| <script>1</script> |",
  "<b onmouseover=alert(1)>x</b> <video src=https://spy.example/v.mp4 autoplay></video> <object data=https://spy.example></object>",
  "<base href='https://spy.example/'><meta http-equiv=refresh content='0;url=https://spy.example'>",
];

describe("a hostile text", () => {
  it.each(HOSTILE)("neither runs, dresses the page nor reaches out: %s", async (text) => {
    const { container, show } = shown(text);
    await waitFor(() => expect(container).toBeInTheDocument());
    expectHarmless(container);
    show(<Prose text={`${text} and`} isLive />);
    expectHarmless(container);
  });

  it("opens every link beside the page, without a word of where from", () => {
    shown("[a](https://a.example/?x=1&amp;y=2 'tip') https://b.example <https://c.example> me@d.example <a href='https://e.example'>e</a>\n\n<p><a href='https://f.example'>f</a></p>\n\n[g]\n\n[g]: https://g.example");
    const links = screen.getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "https://a.example/?x=1&y=2",
      "https://b.example/",
      "https://c.example/",
      "mailto:me@d.example",
      "https://e.example/",
      "https://f.example/",
      "https://g.example/",
    ]);
    for (const link of links) {
      expect(link).toHaveAttribute("target", "_blank");
      expect(link.getAttribute("rel")).toContain("noopener");
    }
  });

  it("shows a foreign picture as a link to it", () => {
    const { container } = shown("![The lamp](https://pictures.example/lamp.png) and ![](https://www.pictures.example/x.png)");
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByRole("link", { name: "The lamp" })).toHaveAttribute("href", "https://pictures.example/lamp.png");
    expect(screen.getByRole("link", { name: "Picture at pictures.example" })).toBeVisible();
  });
});

const KEPT_TAGS = /^(?:A|P|B|BR|DIV|SPAN|CODE|PRE|SUP|SECTION|OL|UL|LI|BUTTON|DETAILS|SUMMARY|TABLE|THEAD|TBODY|TR|TH|TD|FIGURE|FIGCAPTION|svg|path|STYLE|NOSCRIPT)$/;

function expectHarmless(container: HTMLElement): void {
  expect(window).not.toHaveProperty("foreign");
  for (const one of container.querySelectorAll("*")) {
    if (one.closest(".katex, [data-mantine-styles], .mantine-ActionIcon-root")) continue;
    expect(one.tagName).toMatch(KEPT_TAGS);
    // Icons are the page's own.
    if (one.closest("svg")) expect(one.closest("svg")).toHaveClass("tabler-icon");
    expect(one.getAttributeNames().filter((name) => name.startsWith("on") || ["src", "srcset", "action", "data", "style"].includes(name) || (name === "id" && one.id === "root"))).toEqual([]);
  }
  for (const link of container.querySelectorAll("a, [href]")) expect(link.getAttribute("href")).toMatch(/^(?:https?:|mailto:)/);
  expect(container.querySelector("img, script, iframe, object, form, input")).toBeNull();
}

describe("a text that still comes", () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

  it("never draws again what is finished", async () => {
    const text = "# Head\n\nFirst paragraph.\n\n- one\n- two\n\nSecond paragraph goes on and on.";
    const { container, show } = openPart(<Prose text="" isLive />);
    let seen: Element[] = [];
    for (let end = 4; end <= text.length; end += 4) {
      show(<Prose text={text.slice(0, end)} isLive />);
      await frame();
      const blocks = Array.from(container.querySelector("[data-voice]")?.children ?? []);
      seen.forEach((block, index) => index < seen.length - 1 && expect(blocks[index]).toBe(block));
      seen = blocks;
    }
    expect(seen.map(({ tagName }) => tagName)).toEqual(["H3", "P", "UL", "P"]);
    show(<Prose text={text} />);
    expect(Array.from(container.querySelector("[data-voice]")?.children ?? [])).toEqual(seen);
  });

  it.each([
    ["a mark that is half open", "It is **very", "It is very"],
    ["a mark of which only the half is there", "It is *", "It is"],
    ["a link that is half written", "See [the log](https://log.exa", "See the log"],
    ["the name of a link", "See [the lo", "See"],
    ["code that is half open", "Call `lamp(", "Call lamp("],
    ["a tag that is half written", "Line<br", "Line"],
    ["maths that is half open", "Then \\(x + ", "Then"],
    ["a rule that may be a heading", "A line\n--", "A line"],
    ["a list that begins", "A line\n\n- one\n-", "A line one"],
  ])("is calm about %s", (_what, text, calm) => {
    const { container } = openPart(<Prose text={text} isLive />);
    expect(container.querySelector("[data-voice]")?.textContent.replaceAll(/\s+/g, " ").trim().replace("lineone", "line one")).toBe(calm);
  });

  it("shows a table from its first line on, and rows as they come", () => {
    const { container, show } = openPart(<Prose text={"Prices:\n\n| Name | Pri"} isLive />);
    expect(screen.getAllByRole("columnheader").length).toBe(2);
    show(<Prose text={"Prices:\n\n| Name | Price |\n|--"} isLive />);
    expect(screen.getAllByRole("columnheader").length).toBe(2);
    expect(container.querySelectorAll("p")).toHaveLength(1);
  });

  it("shows open code and open maths by their source, without a mistake being told", () => {
    const { container, show } = openPart(<Prose text={"```mermaid\ngraph TD\n  A --> "} isLive />);
    expect(screen.getByRole("region", { name: "Mermaid" })).toHaveTextContent("graph TD A -->");
    expect(screen.queryByText(/cannot be drawn/)).toBeNull();
    show(<Prose text={"$$\n\\frac{1}{"} isLive />);
    expect(screen.getByRole("region", { name: "Maths" })).toHaveTextContent("\\frac{1}{");
    expect(container.querySelector(".katex-error")).toBeNull();
  });

  it("is drawn at most once a frame", async () => {
    const waiting: FrameRequestCallback[] = [];
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((call) => waiting.push(call));
    vi.spyOn(window, "cancelAnimationFrame").mockImplementation((id) => void waiting.splice(id - 1, 1, () => undefined));
    const { container, show } = openPart(<Prose text="One" isLive />);
    show(<Prose text="One two" isLive />);
    show(<Prose text="One two three" isLive />);
    expect(container).toHaveTextContent("One");
    expect(container).not.toHaveTextContent("two");
    waiting.forEach((call) => call(0));
    await waitFor(() => expect(container).toHaveTextContent("One two three"));
  });
});
