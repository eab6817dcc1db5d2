import { Button, Menu, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SkeletonRows } from "@/ui/states/skeleton";
import { ErrorNote } from "@/ui/states/error-note";
import { AdminPage } from "../admin-page";
import { type Usage, usageOf } from "./api";
import { csvOf, saveCsv } from "./csv";
import { FailedPictures, Figures, PicturesChart, WordsChart } from "./charts";
import { PeopleSums } from "./people-sums";
import { byDay, byPerson, type Sum } from "./sums";
import classes from "./usage.module.css";

const SPANS = ["7", "30", "90"] as const;
type Span = (typeof SPANS)[number];

/** What everybody used: in figures, day by day, and person by person. */
export function UsagePage() {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>("30");
  const { data, error, refetch } = useQuery({ ...usageOf(Number(span)), placeholderData: keepPreviousData });
  return (
    <AdminPage>
      <div className={classes.column}>
        <div className={classes.head}>
          <p className="muted">{t("admin.usage.lead")}</p>
          <SegmentedControl
            aria-label={t("models.use.span")}
            value={span}
            onChange={setSpan}
            data={SPANS.map((value) => ({ value, label: t("models.use.days", { count: Number(value) }) }))}
          />
          {data ? <Download usage={data} days={Number(span)} /> : null}
        </div>
        {data ? (
          <Whole usage={data} days={Number(span)} />
        ) : error ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={6} />
        )}
      </div>
    </AdminPage>
  );
}

function Whole({ usage, days }: { usage: Usage; days: number }) {
  const daily = byDay(usage, days);
  return (
    <>
      <Figures usage={usage} daily={daily} />
      <div className={classes.two}>
        <PicturesChart daily={daily} />
        <WordsChart daily={daily} />
      </div>
      <FailedPictures runs={usage.runs} />
      <PeopleSums sums={byPerson(usage)} />
    </>
  );
}

const COLUMNS = [
  "messages",
  "requests",
  "promptTokens",
  "completionTokens",
  "pictures",
  "failed",
  "cancelled",
  "seconds",
] as const satisfies readonly (keyof Sum)[];

function Download({ usage, days }: { usage: Usage; days: number }) {
  const { t } = useTranslation();
  const today = new Date().toISOString().slice(0, 10);
  const save = (kind: "days" | "people") => {
    const sums = kind === "days" ? byDay(usage, days) : byPerson(usage);
    const columns: (keyof Sum)[] = kind === "days" ? [...COLUMNS] : [...COLUMNS, "bytes"];
    const head = [t(kind === "days" ? "admin.usage.day" : "admin.people.person"), ...columns.map((name) => t(`admin.usage.column.${name as "messages"}`))];
    const rows = sums.map((sum) => [sum.name, ...columns.map((name) => (name === "seconds" ? Math.round(sum.seconds) : sum[name]))]);
    saveCsv(`fabula-${kind}-${today}.csv`, csvOf(head, rows));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconDownload />}>{t("admin.usage.csv")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save("days")}>{t("admin.usage.csvDays")}</Menu.Item>
        <Menu.Item onClick={() => save("people")}>{t("admin.usage.csvPeople")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
