import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "./error-note";
import classes from "./states.module.css";

type Listing<Item> = {
  data: { pages: { items: Item[] }[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
};

type Props<Item> = { of: Listing<Item>; waiting: ReactNode; none: ReactNode; children: (items: Item[]) => ReactNode };

/** A list in pages, in each of its states. What was read stays in view when reading it again fails. */
export function Listed<Item>({ of: { data, error, ...list }, waiting, none, children }: Props<Item>) {
  const { t } = useTranslation();
  if (!data) return error ? <ErrorNote error={error} onRetry={() => void list.refetch()} /> : waiting;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return none;
  return (
    <>
      {children(items)}
      {list.hasNextPage ? (
        <div className={classes.more}>
          <Button variant="quiet" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
