import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminUser, Role } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { KeyReveal } from "@/ui/controls/key-reveal";
import { PasswordField } from "@/ui/form/password-field";
import { emailFault, passwordFault, usernameFault } from "@/ui/form/rules";
import { StrengthWord } from "@/ui/form/strength-word";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import { useMakePerson } from "./api";
import classes from "./person-panel.module.css";
import { ROLES } from "./role-menu";

type Props = { onClose: () => void; onMade: (username: string) => void };

/** An account for somebody else. A made-up password is shown here and nowhere else. */
export function NewPersonDrawer({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [made, setMade] = useState<{ user: AdminUser; password: string } | null>(null);
  const done = (username: string) => {
    onClose();
    onMade(username);
  };
  return (
    <MakingDrawer title={t("admin.people.newTitle")} onClose={onClose} isKept={made !== null}>
      {made ? (
        <>
          <KeyReveal
            title={t("admin.people.madeTitle", { name: made.user.username })}
            secret={made.password}
            note={t("admin.people.temporaryNote")}
          />
          <DialogFoot onCancel={null}>
            <Button variant="primary" onClick={() => done(made.user.username)}>
              {t("admin.people.done")}
            </Button>
          </DialogFoot>
        </>
      ) : (
        <Form
          onCancel={onClose}
          onMade={(user, password) => {
            if (password) setMade({ user, password });
            else done(user.username);
          }}
        />
      )}
    </MakingDrawer>
  );
}

const NAMES = ["username", "email", "password"] as const;
const PLACES = { username_taken: "username", email_taken: "email", weak_password: "password" } as const;

function Form({ onCancel, onMade }: { onCancel: () => void; onMade: (user: AdminUser, password: string | null) => void }) {
  const { t } = useTranslation();
  const make = useMakePerson();
  const [role, setRole] = useState<Role>("user");
  const [way, setWay] = useState<"made" | "set">("made");
  const form = useForm(
    { username: "", email: "", password: "" },
    { username: usernameFault, email: emailFault, password: (password) => (way === "set" ? passwordFault(password) : null) },
  );
  const refusal = useRefusal(make.error, NAMES, PLACES);
  const [username, email, password] = [form.field("username"), form.field("email"), form.field("password")];
  const send = (values: Record<(typeof NAMES)[number], string>) =>
    make.mutate(
      { ...values, role, password: way === "set" ? values.password : null },
      { onSuccess: (told) => onMade(told.user, told.password) },
    );
  return (
    <form noValidate onSubmit={form.onSubmit(send)}>
      <TextInput
        label={t("admin.people.username")}
        description={t("admin.people.usernameHint")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        maxLength={40}
        {...username}
        error={username.error ?? refusal.at("username")}
      />
      <TextInput
        label={t("field.email")}
        type="email"
        autoComplete="off"
        maxLength={254}
        {...email}
        error={email.error ?? refusal.at("email")}
      />
      <Select
        label={t("admin.people.role")}
        description={t(`role.does.${role}`)}
        data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={role}
        onChange={(value) => value && setRole(value)}
      />
      <div>
        <p className={`label ${classes.label}`} id="way">
          {t("admin.people.passwordWay")}
        </p>
        <SegmentedControl
          fullWidth
          aria-labelledby="way"
          value={way}
          onChange={setWay}
          data={(["made", "set"] as const).map((value) => ({ value, label: t(`admin.people.${value}`) }))}
        />
        {way === "made" ? <p className={`caption ${classes.hint}`}>{t("admin.people.madeHint")}</p> : null}
      </div>
      {way === "set" ? (
        <PasswordField
          size="md"
          autoComplete="new-password"
          maxLength={256}
          description={<StrengthWord password={password.value} names={[username.value, ...email.value.split("@")]} />}
          {...password}
          error={password.error ?? refusal.at("password")}
        />
      ) : null}
      {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
      <DialogFoot onCancel={onCancel}>
        <Button type="submit" variant="primary" loading={make.isPending}>
          {t("admin.people.make")}
        </Button>
      </DialogFoot>
    </form>
  );
}
