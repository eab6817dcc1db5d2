import { useTranslation } from "react-i18next";
import { Dot, type DotLook } from "@/ui/marks/dot";
import { StateWord, type StateLook } from "@/ui/marks/state-word";
import { LEAST_PASSWORD } from "./rules";
import { type Strength, strengthOf } from "./strength";

const looks: Record<Strength, [state: StateLook, dot: DotLook]> = {
  weak: ["bad", "bad"],
  fair: ["warn", "warn"],
  good: ["ok", "ok"],
  strong: ["ok", "ok"],
};

/** How good a new password is, said while it is typed. */
export function StrengthWord({ password, names }: { password: string; names: string[] }) {
  const { t } = useTranslation();
  if (password.length < LEAST_PASSWORD) return <>{t("need.password", { count: LEAST_PASSWORD })}</>;
  const strength = strengthOf(password, names);
  const [look, dot] = looks[strength];
  return (
    <StateWord look={look} mark={<Dot look={dot} />}>
      {t(`strength.${strength}`)}
    </StateWord>
  );
}
