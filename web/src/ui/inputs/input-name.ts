/** What an input of a template is called: by its role where it is the usual one, else as its template names it. */
import { useTranslation } from "react-i18next";
import type { InputRole } from "@/api/types";

type Named = { name: string; role: InputRole; title: string };

/** The title that the server makes from the name says nothing that the role does not say. */
const isMade = ({ name, title }: Named) => title === "" || title.toLowerCase() === name.replaceAll("_", " ").toLowerCase();

export function useInputName() {
  const { t } = useTranslation();
  return (input: Named): string => {
    const { name, role, title } = input;
    if (role === "other" || !isMade(input)) return title || name;
    const number = /_(\d+)$/.exec(name)?.[1];
    if (name === role || name === `${role}_${number}`) return [t(`inputs.role.${role}`), number].filter(Boolean).join(" ");
    return title || name;
  };
}
