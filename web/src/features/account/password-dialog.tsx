import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { PasswordField } from "@/ui/form/password-field";
import { filled, passwordFault } from "@/ui/form/rules";
import { StrengthWord } from "@/ui/form/strength-word";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./account.module.css";
import { useChangePassword } from "./api";

const NAMES = ["current", "new"] as const;
const PLACES = { wrong_password: "current", weak_password: "new" } as const;

/** Another password; the current one proves that it is really the person. */
export function PasswordDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const { username, email } = useMe();
  const change = useChangePassword();
  const form = useForm({ current: "", new: "" }, { current: filled, new: passwordFault });
  const refusal = useRefusal(change.error, NAMES, PLACES);
  const [current, wanted] = [form.field("current"), form.field("new")];
  const send = (values: { current: string; new: string }) =>
    change.mutate({ current_password: values.current, new_password: values.new }, { onSuccess: onDone });
  return (
    <Dialog title={t("accountPage.password.title")} onClose={onClose}>
      <form noValidate className={classes.fields} onSubmit={form.onSubmit(send)}>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          size="md"
          label={t("accountPage.password.current")}
          autoComplete="current-password"
          data-autofocus
          maxLength={256}
          {...current}
          error={current.error ?? refusal.at("current")}
        />
        <PasswordField
          size="md"
          label={t("accountPage.password.new")}
          autoComplete="new-password"
          maxLength={256}
          description={<StrengthWord password={wanted.value} names={[username, ...email.split("@")]} />}
          {...wanted}
          error={wanted.error ?? refusal.at("new")}
        />
        <p className="caption">{t("accountPage.password.others")}</p>
        {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" loading={change.isPending}>
            {t("accountPage.password.submit")}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
