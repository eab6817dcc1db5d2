import { Fragment, type ReactNode } from "react";
import { Cited, NoteLink } from "./marks";
import { Formula } from "./pieces/formula";
import { PictureLink, TextLink } from "./links";
import { hostTag, type HostTag } from "./reading/tags";
import { withCharacters } from "./reading/address";
import { type Piece, within } from "./reading/grammar";

type Open = Extract<HostTag, { kind: "open" }>;
type Level = { tag: Open | null; nodes: ReactNode[] };

/** The words of a block. Tags that only shape words are taken over, all others stay words. */
export function inlines(pieces: Piece[], inLink = false): ReactNode {
  const levels = new Levels();
  for (const piece of pieces) {
    const tag = piece.type === "html" ? hostTag(piece.raw) : null;
    if (tag) levels.meet(tag);
    else levels.put(wordOf(piece, inLink || levels.isIn("a")));
  }
  return levels.end();
}

/** Words within tags within tags; what is left open is closed at the end. */
class Levels {
  readonly #levels: Level[] = [{ tag: null, nodes: [] }];

  put(node: ReactNode): void {
    const nodes = this.#levels.at(-1)?.nodes;
    nodes?.push(<Fragment key={nodes.length}>{node}</Fragment>);
  }

  isIn(name: Open["name"]): boolean {
    return this.#levels.some(({ tag }) => tag?.name === name);
  }

  meet(tag: HostTag): void {
    if (tag.kind === "void") this.put(<tag.name />);
    else if (tag.kind === "open") this.#levels.push({ tag, nodes: [] });
    else if (this.isIn(tag.name)) while (this.#close() !== tag.name);
  }

  end(): ReactNode {
    while (this.#levels.length > 1) this.#close();
    return this.#levels[0]?.nodes;
  }

  #close(): Open["name"] | undefined {
    const { tag, nodes } = this.#levels.pop() ?? { tag: null, nodes: [] };
    if (tag) this.put(shaped(tag, nodes));
    return tag?.name;
  }
}

function shaped({ name: Tag, address }: Open, words: ReactNode): ReactNode {
  return Tag === "a" ? <TextLink address={address}>{words}</TextLink> : <Tag>{words}</Tag>;
}

type Drawers = { [Type in Piece["type"]]?: (piece: Extract<Piece, { type: Type }>, inLink: boolean) => ReactNode };

const drawers: Drawers = {
  text: ({ tokens, text }, inLink) => (tokens ? inlines(within(tokens), inLink) : withCharacters(text)),
  escape: ({ text }) => text,
  strong: ({ tokens }, inLink) => <strong>{inlines(within(tokens), inLink)}</strong>,
  em: ({ tokens }, inLink) => <em>{inlines(within(tokens), inLink)}</em>,
  del: ({ tokens }, inLink) => <del>{inlines(within(tokens), inLink)}</del>,
  codespan: ({ text }) => <code>{text}</code>,
  br: () => <br />,
  link: ({ href, title, tokens }, inLink) => {
    const words = inlines(within(tokens), true);
    return inLink ? words : <TextLink address={href} title={title}>{words}</TextLink>;
  },
  image: ({ href, text }, inLink) => <PictureLink address={href} name={withCharacters(text)} inLink={inLink} />,
  maths: (maths) => <Formula maths={maths} inText />,
  noteMark: (mark) => <NoteLink mark={mark} />,
  citation: (citation, inLink) => (inLink ? citation.raw : <Cited citation={citation} />),
  html: ({ raw }) => (raw.startsWith("<!--") ? null : raw),
};

function wordOf(piece: Piece, inLink: boolean): ReactNode {
  const draw = drawers[piece.type] as ((piece: Piece, inLink: boolean) => ReactNode) | undefined;
  return draw?.(piece, inLink);
}
