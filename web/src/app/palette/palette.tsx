import { ActionIcon, Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { type Entry, type Group, useGroups } from "./entries";
import { lit } from "./match";
import classes from "./palette.module.css";

/** Go anywhere, start anything, without leaving the keyboard. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal.Root opened onClose={onClose} classNames={{ content: classes.palette ?? "" }} transitionProps={{ transition: "fade", duration: 120 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("rail.find")}>
        <Body onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Body({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const words = typed.trim();
  const [asked] = useDebouncedValue(words, 80);
  const [scope, setScope] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const groups = useGroups(words, asked);
  const shown = scope && groups.some((group) => group.id === scope) ? groups.filter((group) => group.id === scope) : groups;
  const entries = shown.flatMap((group) => group.entries);
  const chosen = entries[Math.min(at, entries.length - 1)];

  const start = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const chooseScope = (id: string | null) => {
    setScope(id);
    setAt(0);
  };
  const nextScope = (step: number) => {
    const scopes = [null, ...groups.map((group) => group.id)];
    chooseScope(scopes[(scopes.indexOf(scope) + step + scopes.length) % scopes.length] ?? null);
  };
  const keys: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: () => setAt((at + 1) % Math.max(1, entries.length)),
    ArrowUp: () => setAt((at - 1 + entries.length) % Math.max(1, entries.length)),
    Tab: (event) => nextScope(event.shiftKey ? -1 : 1),
    Enter: () => start(chosen),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.nativeEvent.isComposing) return;
    event.preventDefault();
    act(event);
  };

  return (
    <>
      <div className={classes.ask}>
        <IconSearch />
        <input
          className={classes.input}
          placeholder={t("palette.ask")}
          aria-label={t("palette.ask")}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen?.id}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          autoFocus
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd className={`caption no-phone`}>Esc</kbd>
        <ActionIcon className="only-phone" aria-label={t("common.close")} onClick={onClose}>
          <IconX />
        </ActionIcon>
      </div>
      <Scopes groups={groups} scope={scope} onChoose={chooseScope} />
      {entries.length > 0 ? (
        <div className={classes.list} id="palette-list" role="listbox" aria-label={t("rail.find")}>
          {shown.map((group) => (
            <GroupRows key={group.id} group={group} words={words} chosen={chosen} onStart={start} />
          ))}
        </div>
      ) : (
        <div className={classes.list} id="palette-list" role="status">
          <p className={`muted ${classes.none}`}>{t("palette.none", { words })}</p>
        </div>
      )}
      <Foot shown={entries.length} />
    </>
  );
}

function Scopes({ groups, scope, onChoose }: { groups: Group[]; scope: string | null; onChoose: (id: string | null) => void }) {
  const { t } = useTranslation();
  const scopes = [{ id: null, title: t("palette.all") }, ...groups.map((group) => ({ id: group.id, title: t(group.title) }))];
  return (
    <div className={classes.scopes}>
      {scopes.map(({ id, title }) => (
        <button
          key={id ?? ""}
          type="button"
          tabIndex={-1}
          className={classes.scope}
          aria-pressed={scope === id}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

type RowsProps = { group: Group; words: string; chosen: Entry | undefined; onStart: (entry: Entry) => void };

function GroupRows({ group, words, chosen, onStart }: RowsProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t(group.title)}>
      <p className={`label ${classes.group}`} aria-hidden="true">
        {t(group.title)}
      </p>
      {group.entries.map((entry) => (
        <Row key={entry.id} entry={entry} words={words} isChosen={entry === chosen} onStart={onStart} />
      ))}
    </div>
  );
}

function Row({ entry, words, isChosen, onStart }: { entry: Entry; words: string; isChosen: boolean; onStart: (entry: Entry) => void }) {
  const { t } = useTranslation();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field keeps the focus and the keys
    <div ref={row} id={entry.id} role="option" aria-selected={isChosen} className={classes.row} onClick={() => onStart(entry)}>
      <span className={classes.picture}>{entry.picture}</span>
      <span className={classes.what}>
        <span className={classes.name}>
          {lit(words, entry.title).map((span, index) => (span.isFound ? <mark key={index}>{span.text}</mark> : span.text))}
        </span>
        <span className="muted cut">{entry.lead}</span>
      </span>
      {isChosen ? <kbd className="caption no-phone">{t("palette.enter")}</kbd> : null}
    </div>
  );
}

function Foot({ shown }: { shown: number }) {
  const { t } = useTranslation();
  return (
    <footer className={`${classes.foot} no-phone`}>
      <span>
        <kbd>↑ ↓</kbd> {t("palette.move")}
      </span>
      <span>
        <kbd>Enter</kbd> {t("palette.open")}
      </span>
      <span>
        <kbd>Tab</kbd> {t("palette.kind")}
      </span>
      <span role="status">{t("palette.shown", { count: shown })}</span>
    </footer>
  );
}
