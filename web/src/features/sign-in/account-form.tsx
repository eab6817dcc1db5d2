import { Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PasswordField } from "@/ui/form/password-field";
import { Refusal } from "./refusal";
import { emailFault, LEAST_PASSWORD, passwordFault, usernameFault } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";

type Values = { username: string; email: string; password: string };
type Props = { submit: string; send: { mutate: (values: Values) => void; error: unknown; isPending: boolean; submittedAt: number } };

/** The fields of a new account, for the first and for every later person. */
export function AccountForm({ submit, send }: Props) {
  const { t } = useTranslation();
  const form = useForm(
    { username: "", email: "", password: "" },
    { username: usernameFault, email: emailFault, password: passwordFault },
  );
  return (
    <form noValidate onSubmit={form.onSubmit((values) => send.mutate(values))}>
      <TextInput
        size="lg"
        label={t("field.username")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        maxLength={40}
        {...form.field("username")}
      />
      <TextInput size="lg" type="email" label={t("field.email")} autoComplete="email" maxLength={254} {...form.field("email")} />
      <PasswordField
        autoComplete="new-password"
        maxLength={256}
        description={t("need.password", { count: LEAST_PASSWORD })}
        {...form.field("password")}
      />
      {send.error ? <Refusal key={send.submittedAt} error={send.error} /> : null}
      <Button type="submit" variant="primary" size="lg" fullWidth loading={send.isPending}>
        {submit}
      </Button>
    </form>
  );
}
