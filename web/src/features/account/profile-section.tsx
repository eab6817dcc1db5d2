import { Button } from "@mantine/core";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { useChangeProfile, useMe } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { emailFault } from "@/ui/form/rules";
import { SavedField } from "@/ui/form/saved-field";
import { Section } from "@/ui/layout/section";
import classes from "./account.module.css";
import { PasswordDialog } from "./password-dialog";
import { PictureField } from "./picture-field";

/** Picture, name, address, password. */
export function ProfileSection() {
  const { t } = useTranslation();
  const person = useMe();
  const { mutateAsync: change } = useChangeProfile();
  return (
    <Section title={t("accountPage.profile.title")} lead={t("accountPage.profile.lead")}>
      <PictureField />
      <div className={classes.pair}>
        <SavedField
          label={t("accountPage.profile.name")}
          description={t("accountPage.profile.nameHint", { username: person.username })}
          placeholder={person.username}
          autoComplete="name"
          maxLength={80}
          value={person.name}
          save={(name) => change({ name })}
        />
        <SavedField
          label={t("field.email")}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={person.email}
          rule={emailFault}
          save={(email) => change({ email })}
        />
      </div>
      <PasswordLine since={person.password_changed_at} />
    </Section>
  );
}

function PasswordLine({ since }: { since: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useState<"still" | "changing" | "changed">("still");
  return (
    <>
      <div className={classes.password}>
        <p title={format.moment(since)}>
          <Trans i18nKey="accountPage.profile.passwordOn" values={{ day: format.day(since) }} components={{ b: <span className="strong" />, i: <span className="muted" /> }} />
        </p>
        <Button size="sm" aria-label={t("accountPage.profile.changePasswordLong")} onClick={() => setState("changing")}>
          {t("accountPage.profile.changePassword")}
        </Button>
      </div>
      <p className="caption" role="status">
        {state === "changed" ? t("accountPage.password.changed") : null}
      </p>
      {state === "changing" ? <PasswordDialog onClose={() => setState("still")} onDone={() => setState("changed")} /> : null}
    </>
  );
}
