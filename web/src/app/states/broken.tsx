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

/** As the browsers and the build say that a part of the page could not be fetched. */
const MISSED_PART = /dynamically imported module|module script failed|Unable to preload CSS/i;

/** What a page shows in place of itself when it cannot stand. */
export function Broken({ error }: Pick<ErrorComponentProps, "error">) {
  const failure = asFailure(error);
  // The server answered without it: a newer page may have taken its place.
  if (MISSED_PART.test(failure.message)) return <Fault error={failure} onRetry={beginAgain} />;
  return failure.code === "unreachable" ? <Waiting /> : <Fault error={failure} />;
}

/** The same where no frame of the rooms is around it. */
export function Alone(props: ErrorComponentProps) {
  return (
    <main>
      <Broken {...props} />
    </main>
  );
}

const beginAgain = () => window.location.reload();

function Waiting() {
  const router = useRouter();
  const answers = useStore(connection, (state) => state.answers);
  useEffect(() => {
    if (answers) void router.invalidate();
  }, [answers, router]);
  return <Silent />;
}

function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  usePageTitle(t("failure.pageTitle"));
  return (
    <FullPage
      title={t("failure.pageTitle")}
      why={t("failure.pageWhy")}
      actions={
        <>
          <Button variant="primary" onClick={onRetry ?? (() => void router.invalidate())}>
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
