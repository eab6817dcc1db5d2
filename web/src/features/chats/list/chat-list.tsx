import { ActionIcon, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowLeft, IconPencilPlus, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChatsSearch, NEW } from "../search";
import { Everyday } from "./everyday";
import { Hits } from "./hits";
import { ListMenu } from "./list-menu";
import classes from "./list.module.css";
import { ShelfRows } from "./shelf-rows";
import { keepOneStop, walk } from "./walk";

const SETTLE_MS = 200;

/** All chats of the person, or those in which words were found. */
export function ChatList({ search, open }: { search: ChatsSearch; open: string | undefined }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed.trim(), SETTLE_MS);
  return (
    <aside className={classes.list} aria-label={t("room.chats")} data-open={open !== undefined || undefined}>
      <header className={classes.head}>
        <TextInput
          type="search"
          className={classes.search ?? ""}
          leftSection={<IconSearch className="small" />}
          aria-label={t("chats.search")}
          placeholder={t("chats.searchHint")}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setTyped("");
          }}
        />
        <ListMenu />
        <ActionIcon
          aria-label={t("chats.new")}
          title={t("chats.new")}
          renderRoot={(props) => <Link to="/chats/{-$chat}" params={{ chat: NEW }} {...props} />}
        >
          <IconPencilPlus />
        </ActionIcon>
      </header>
      <Rows>
        {typed.trim() ? <Hits words={words} isSettled={words === typed.trim()} /> : null}
        {!typed.trim() && search.shelf ? <Shelf name={search.shelf} open={open} /> : null}
        {!typed.trim() && !search.shelf ? <Everyday open={open} /> : null}
      </Rows>
    </aside>
  );
}

function Rows({ children }: { children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = list.current;
    if (!place) return;
    keepOneStop(place);
    const follow = new MutationObserver(() => keepOneStop(place));
    follow.observe(place, { childList: true, subtree: true, attributeFilter: ["aria-current"] });
    return () => follow.disconnect();
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows of all rows are heard in one place
    <div ref={list} className={classes.rows} onKeyDown={walk}>
      {children}
    </div>
  );
}

function Shelf({ name, open }: { name: "archive" | "trash"; open: string | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.shelf}>
        <ActionIcon
          aria-label={t("chats.allChats")}
          title={t("chats.allChats")}
          renderRoot={(props) => <Link to="/chats/{-$chat}" params={{ chat: open }} search={{}} {...props} />}
        >
          <IconArrowLeft />
        </ActionIcon>
        <h2 className="subject">{t(`chats.shelf.${name}`)}</h2>
      </div>
      {name === "trash" ? <p className={`caption ${classes.told}`}>{t("chats.trashTold")}</p> : null}
      <ShelfRows name={name} open={open} />
    </>
  );
}
