import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A password that can be looked at while it is typed. */
export function PasswordField({ description, ...props }: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      size="lg"
      label={t("field.password")}
      visibilityToggleIcon={({ reveal }) => (reveal ? <IconEyeOff /> : <IconEye />)}
      visibilityToggleButtonProps={{ "aria-label": t("field.showPassword"), tabIndex: 0 }}
      // What is wanted is said once: as a hint, or as what is wrong.
      description={props.error ? null : description}
      {...props}
    />
  );
}
