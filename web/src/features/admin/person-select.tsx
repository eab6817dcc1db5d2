import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { findPeople } from "./people/api";

type Props = { label: string; anybody: string; value: string | undefined; onChange: (username: string | undefined) => void };

const MOST = 20;

/** Chooses one person by typing a part of the name; by nobody is meant everybody. */
export function PersonSelect({ label, anybody, value, onChange }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState(value ?? "");
  const [settled] = useDebouncedValue(words, 200);
  const { data = [] } = useQuery({
    queryKey: ["admin", "users", "found", settled],
    queryFn: ({ signal }) => findPeople(settled, MOST, signal),
    placeholderData: keepPreviousData,
  });
  const found = data.map((person) => ({
    value: person.username,
    label: person.name ? `${person.name}, ${person.username}` : person.username,
  }));
  const isListed = value === undefined || found.some((option) => option.value === value);
  return (
    <Select
      searchable
      clearable
      allowDeselect
      label={label}
      placeholder={anybody}
      nothingFoundMessage={t("admin.findNone")}
      data={isListed ? found : [{ value, label: value }, ...found]}
      filter={({ options }) => options}
      value={value ?? null}
      onSearchChange={setWords}
      onChange={(username) => onChange(username ?? undefined)}
    />
  );
}
