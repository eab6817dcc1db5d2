import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Credentials, doorState, me, signIn } from "@/api/me";
import { Note } from "@/ui/states/note";
import { Door } from "./door";
import classes from "./door.module.css";
import { PasswordField } from "@/ui/form/password-field";
import { Refusal } from "./refusal";
import { filled } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";

/** Back in: by name or e-mail and password, then on to where the person wanted to go. */
export function SignInPage() {
  const { t } = useTranslation();
  const { to, ended } = useSearch({ from: "/door/sign-in" });
  const { data: door } = useQuery(doorState);
  const [hasForgotten, setForgotten] = useState(false);
  const enter = useEnter(to);
  const form = useForm({ username: "", password: "" }, { username: filled, password: filled });
  return (
    <Door title={t("signIn.title")} lead={t("signIn.lead")}>
      {ended && enter.isIdle ? <Note look="warn">{t("signIn.ended")}</Note> : null}
      <form noValidate onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <TextInput
          size="lg"
          label={t("field.nameOrEmail")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={254}
          {...form.field("username")}
        />
        <PasswordField autoComplete="current-password" maxLength={256} {...form.field("password")} />
        {enter.error ? <Refusal key={enter.submittedAt} error={enter.error} /> : null}
        <Button type="submit" variant="primary" size="lg" fullWidth loading={enter.isPending}>
          {t("signIn.submit")}
        </Button>
      </form>
      <div className={classes.ways}>
        <button type="button" className="link" aria-expanded={hasForgotten} onClick={() => setForgotten(!hasForgotten)}>
          {t("signIn.forgotAsk")}
        </button>
        {door && door.registration !== "closed" ? (
          <Link to="/register" className="link">
            {t("signIn.toRegister")}
          </Link>
        ) : null}
      </div>
      {hasForgotten ? (
        <p className="muted" role="status">
          {t("signIn.forgot")}
        </p>
      ) : null}
    </Door>
  );
}

function useEnter(to: string | undefined) {
  const cache = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (credentials: Credentials) => signIn(credentials),
    onSuccess: async ({ user }) => {
      cache.setQueryData(me.queryKey, user);
      if (to) router.history.replace(to);
      else await router.navigate({ to: "/", replace: true });
    },
  });
}
