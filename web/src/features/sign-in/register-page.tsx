import { Button, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { doorState } from "@/api/me";
import { Note } from "@/ui/states/note";
import { AccountForm } from "./account-form";
import { Door } from "./door";
import { useRegister } from "./use-register";

/** A new account: open to all, by invitation, or closed. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { invitation } = useSearch({ from: "/door/register" });
  const { data: door } = useSuspenseQuery(doorState);
  const isClosed = door.registration === "closed";
  const lead = invitation ? "register.leadInvited" : door.registration === "open" ? "register.lead" : "register.leadInvitation";
  return (
    <Door title={t("register.title")} lead={isClosed ? t("register.leadClosed") : t(lead)}>
      {isClosed ? <Note look="calm">{t("register.closed")}</Note> : <Form given={invitation} isNeeded={door.registration === "invitation"} />}
      <Button component={Link} to="/sign-in" variant="quiet" fullWidth>
        {t("register.toSignIn")}
      </Button>
    </Door>
  );
}

function Form({ given, isNeeded }: { given: string | undefined; isNeeded: boolean }) {
  const { t } = useTranslation();
  const [code, setCode] = useState(given ?? "");
  const send = useRegister("/");
  const withCode = {
    ...send,
    mutate: (account: { username: string; email: string; password: string }) =>
      send.mutate(code.trim() ? { ...account, invitation: code.trim() } : account),
  };
  return (
    <>
      {isNeeded && !given ? (
        <TextInput
          size="lg"
          label={t("field.invitation")}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : null}
      <AccountForm submit={t("register.submit")} send={withCode} />
    </>
  );
}
