import { Chip, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { counts } from "./api";
import classes from "./people.module.css";

export const SHOWN = ["admins", "users", "disabled"] as const;
type Shown = (typeof SHOWN)[number] | undefined;

/** Words to look for, and which people to show, with how many there are of them. */
export function PeopleFilters({ search, show }: { search: string | undefined; show: Shown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { data } = useQuery(counts);
  const go = (next: { search?: string | undefined; show?: Shown }) =>
    void navigate({ to: ".", search: next, replace: true, viewTransition: false });
  const counted = (name: "all" | "admins" | "users" | "disabled", count: number | undefined) =>
    [t(`admin.people.${name}`), count === undefined ? null : format.number(count)].filter(Boolean).join(", ");
  return (
    <>
      <SearchField search={search} onSearch={(words) => go({ show, search: words || undefined })} />
      <Chip.Group value={show ?? "all"} onChange={(value) => go({ search, show: SHOWN.find((name) => name === value) })}>
        <div className={classes.chips} role="radiogroup" aria-label={t("admin.people.show")}>
          <Chip name="people" value="all">{counted("all", data?.total)}</Chip>
          {SHOWN.map((name) => (
            <Chip key={name} name="people" value={name}>
              {counted(name, data?.[name])}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </>
  );
}

function SearchField({ search, onSearch }: { search: string | undefined; onSearch: (words: string) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(search ?? "");
  const settle = useDebouncedCallback(onSearch, 250);
  return (
    <TextInput
      type="search"
      className={classes.search ?? ""}
      leftSection={<IconSearch />}
      aria-label={t("admin.people.search")}
      placeholder={t("admin.people.search")}
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        settle(event.currentTarget.value.trim());
      }}
    />
  );
}
