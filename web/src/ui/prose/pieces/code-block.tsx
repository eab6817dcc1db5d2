import { ActionIcon } from "@mantine/core";
import { IconTextWrap } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/controls/copy-button";
import classes from "./code.module.css";
import { languageName } from "./languages";
import { late } from "./late";

const useColours = late(() => import("./colours"));

const LONGEST_COLOURED = 60_000;

type Props = { code: string; language: string; isOpen: boolean; tools?: ReactNode };

/** Code with the name of its language; it may be wrapped and copied. */
export function CodeBlock({ code, language, isOpen, tools }: Props) {
  const { t } = useTranslation();
  const [isWrapped, setWrapped] = useState(false);
  const shown = isOpen ? code.replace(/\n?[`~]{1,2}$/, "") : code;
  const name = languageName(language);
  return (
    <figure className={classes.block}>
      <figcaption className={classes.head}>
        <span className="cut">{name || t("prose.code")}</span>
        <span className={classes.gap} />
        {tools}
        <ActionIcon size="sm" aria-pressed={isWrapped} aria-label={t("prose.wrap")} title={t("prose.wrap")} onClick={() => setWrapped(!isWrapped)}>
          <IconTextWrap className="small" />
        </ActionIcon>
        <CopyButton text={shown} label={t("prose.copyCode")} />
      </figcaption>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <pre className={classes.code} data-wrapped={isWrapped || undefined} tabIndex={0} role="region" aria-label={name || t("prose.code")}>
        <Coloured code={shown} language={language} isOpen={isOpen} />
      </pre>
    </figure>
  );
}

/** While it comes, colours follow in growing strides: to colour all of it at each word would take ever longer. */
function Coloured({ code, language, isOpen }: Omit<Props, "tools">) {
  const isWanted = language !== "" && code.length <= LONGEST_COLOURED;
  const colours = useColours(isWanted);
  const ready = isOpen ? code.slice(0, strideOf(code)) : code;
  const drawn = useMemo(() => (isWanted && ready ? colours?.coloured(language, ready) : null), [colours, isWanted, language, ready]);
  return <code>{drawn ? [drawn, code.slice(ready.length)] : code}</code>;
}

const FIRST_STRIDE = 120;
const GROWTH = 1.3;

function strideOf(code: string): number {
  if (code.length < FIRST_STRIDE) return 0;
  const strides = Math.floor(Math.log(code.length / FIRST_STRIDE) / Math.log(GROWTH));
  return code.lastIndexOf("\n", FIRST_STRIDE * GROWTH ** strides) + 1;
}
