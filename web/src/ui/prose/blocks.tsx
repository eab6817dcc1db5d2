import { IconSquare, IconSquareCheckFilled } from "@tabler/icons-react";
import type { Tokens } from "marked";
import { createElement, memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { HtmlBlock } from "./html";
import { inlines } from "./inline";
import { CodeBlock } from "./pieces/code-block";
import { Diagram } from "./pieces/diagram";
import { Formula } from "./pieces/formula";
import { languageOf } from "./pieces/languages";
import classes from "./prose.module.css";
import { type Piece, within } from "./reading/grammar";
import type { Block } from "./reading/reading";

/** A block is drawn once; only the one that still grows is drawn again. */
export const BlockView = memo(function BlockView({ block: { piece, isOpen, level } }: { block: Block }) {
  return blockOf(piece, isOpen, level);
});

/** Blocks inside of a block; the last of an open one is open too. */
export function blocks(pieces: Piece[], isOpen: boolean): ReactNode {
  return pieces.map((piece, index) => <Inner key={index} piece={piece} isOpen={isOpen && index === pieces.length - 1} />);
}

const Inner = ({ piece, isOpen }: { piece: Piece; isOpen: boolean }) => blockOf(piece, isOpen, 6);

const fencesOf = /^ {0,3}(`{3,}|~{3,})/;

type Looks = { isOpen: boolean; level: number };
type Drawers = { [Type in Piece["type"]]?: (piece: Extract<Piece, { type: Type }>, looks: Looks) => ReactNode };

const drawers: Drawers = {
  paragraph: ({ tokens }) => <p dir="auto">{inlines(within(tokens))}</p>,
  text: ({ tokens, text }) => (tokens ? inlines(within(tokens)) : text),
  heading: ({ depth, tokens }, { level }) => createElement(`h${level}`, { "data-depth": depth, dir: "auto" }, inlines(within(tokens))),
  code: (piece, { isOpen }) => <Code piece={piece} isOpen={isOpen && !isClosed(piece)} />,
  list: (list, { isOpen }) => <List list={list} isOpen={isOpen} />,
  blockquote: ({ tokens }, { isOpen }) => <blockquote>{blocks(within(tokens), isOpen)}</blockquote>,
  table: (table) => <Table table={table} />,
  maths: (maths) => <Formula maths={maths} />,
  folded: ({ title, tokens, isOpen: isUnfolded }, { isOpen }) => (
    <details open={isUnfolded}>
      <summary>{inlines(within(title))}</summary>
      {blocks(within(tokens), isOpen)}
    </details>
  ),
  html: ({ text }) => <HtmlBlock source={text} />,
  hr: () => <hr />,
};

function blockOf(piece: Piece, isOpen: boolean, level: number): ReactNode {
  const draw = drawers[piece.type] as ((piece: Piece, looks: Looks) => ReactNode) | undefined;
  return draw?.(piece, { isOpen, level });
}

function isClosed({ raw }: Tokens.Code): boolean {
  const fence = fencesOf.exec(raw)?.[1];
  return fence === undefined || raw.trimEnd().split("\n").slice(1).at(-1)?.trim().startsWith(fence) === true;
}

function Code({ piece, isOpen }: { piece: Tokens.Code; isOpen: boolean }) {
  // The name of the language may still be half a word.
  const language = isOpen && !piece.raw.includes("\n") ? "" : languageOf(piece.lang);
  return language === "mermaid" ? <Diagram source={piece.text} isOpen={isOpen} /> : <CodeBlock code={piece.text} language={language} isOpen={isOpen} />;
}

function List({ list, isOpen }: { list: Tokens.List; isOpen: boolean }) {
  const items = list.items.map((item, index) => <Item key={index} item={item} isOpen={isOpen && index === list.items.length - 1} />);
  return list.ordered ? <ol start={list.start === "" ? undefined : list.start}>{items}</ol> : <ul>{items}</ul>;
}

type ItemProps = { item: Tokens.ListItem; isOpen: boolean };

const isSameItem = (one: ItemProps, other: ItemProps) => one.item.raw === other.item.raw && one.item.loose === other.item.loose && one.isOpen === other.isOpen;

const Item = memo(function Item({ item, isOpen }: ItemProps) {
  const pieces = within(item.tokens).filter(({ type }) => type !== "checkbox");
  return (
    <li dir="auto" data-task={item.task || undefined}>
      {item.task ? <Tick isDone={item.checked === true} /> : null}
      {blocks(pieces, isOpen)}
    </li>
  );
}, isSameItem);

function Tick({ isDone }: { isDone: boolean }) {
  const { t } = useTranslation();
  const Icon = isDone ? IconSquareCheckFilled : IconSquare;
  return <Icon className={classes.tick} data-done={isDone || undefined} role="img" aria-label={isDone ? t("prose.done") : t("prose.toDo")} />;
}

function Table({ table }: { table: Tokens.Table }) {
  const { t } = useTranslation();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <div className={classes.table} tabIndex={0} role="region" aria-label={t("prose.table")}>
      <table>
        <thead>
          <Row cells={table.header} />
        </thead>
        <tbody>
          {table.rows.map((cells, index) => (
            <Row key={index} cells={cells} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = { cells: Tokens.TableCell[] };

const isSameRow = (one: RowProps, other: RowProps) =>
  one.cells.length === other.cells.length && one.cells.every((cell, index) => cell.text === other.cells[index]?.text && cell.align === other.cells[index].align);

const Row = memo(function Row({ cells }: RowProps) {
  return (
    <tr>
      {cells.map((cell, index) => {
        const looks = { dir: "auto", "data-align": cell.align ?? undefined };
        const words = inlines(within(cell.tokens));
        return cell.header ? (
          <th key={index} scope="col" {...looks}>
            {words}
          </th>
        ) : (
          <td key={index} {...looks}>
            {words}
          </td>
        );
      })}
    </tr>
  );
}, isSameRow);
