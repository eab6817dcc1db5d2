import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { connection } from "@/api/connection";
import { asFailure } from "@/api/failure";
import { usePageTitle } from "@/ui/layout/page";
import { ErrorNote } from "@/ui/states/error-note";
import { FullPage } from "@/ui/states/full-page";
import { Silent } from "./silent";

/** What a page shows in place of itself when it cannot stand. */
export function Broken({ error }: ErrorComponentProps) {
  const failure = asFailure(error);
  return failure.code === "unreachable" ? <Waiting /> : <Fault error={failure} />;
}

function Waiting() {
  const router = useRouter();
  const answers = useStore(connection, (state) => state.answers);
  useEffect(() => {
    if (answers) void router.invalidate();
  }, [answers, router]);
  return <Silent />;
}

function Fault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  usePageTitle(t("failure.pageTitle"));
  return (
    <FullPage
      title={t("failure.pageTitle")}
      why={t("failure.pageWhy")}
      actions={
        <>
          <Button variant="primary" onClick={() => void router.invalidate()}>
            {t("common.retry")}
          </Button>
          <Button component={Link} to="/">
            {t("common.home")}
          </Button>
        </>
      }
    >
      <ErrorNote error={error} />
    </FullPage>
  );
}
