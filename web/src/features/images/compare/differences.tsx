import { useTranslation } from "react-i18next";
import type { PictureDetail } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useInputName } from "@/ui/inputs/input-name";
import { useTemplateName } from "@/ui/inputs/template-name";
import { type Ingredient, modelName, seedInWords } from "../detail/recipe";
import { useIngredients } from "../detail/use-ingredients";
import classes from "./compare.module.css";

type Props = { one: PictureDetail; other: PictureDetail };

/** What is not the same in the two recipes. */
export function Differences({ one, other }: Props) {
  const { t } = useTranslation();
  const rows = useDifferences(one, other);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by keys
    <section className={classes.differs} aria-label={t("images.differs")} tabIndex={0}>
      <h2 className="label">{t("images.differs")}</h2>
      {rows.length === 0 ? (
        <p className="muted">{t("images.same")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, left, right]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{left}</td>
                <td>{right}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function useDifferences(one: PictureDetail, other: PictureDetail): [string, string, string][] {
  const { t } = useTranslation();
  const nameOf = useInputName();
  const templateName = useTemplateName();
  const format = useFormat();
  const left = useIngredients(one);
  const right = useIngredients(other);
  const shown = (ingredient: Ingredient | undefined) => {
    if (!ingredient) return t("images.nothing");
    const { role, value } = ingredient;
    if (role === "seed") return seedInWords(String(value));
    return typeof value === "number" ? format.exact(value) : (modelName(value) ?? String(value));
  };
  const names = [...new Map([...left.ingredients, ...right.ingredients].map((ingredient) => [ingredient.name, ingredient])).values()];
  const inputs = names
    .filter(({ role }) => role !== "filename")
    .map((named): [string, string, string] => [nameOf(named), shown(byName(left.ingredients, named.name)), shown(byName(right.ingredients, named.name))]);
  const facts: [string, string, string][] = [
    [t("images.template"), templateName(one.template, one.template_name), templateName(other.template, other.template_name)],
    [t("images.size"), sizeOf(one), sizeOf(other)],
  ];
  return [...facts, ...inputs].filter(([, a, b]) => a !== b);
}

const byName = (ingredients: Ingredient[], name: string) => ingredients.find((one) => one.name === name);
const sizeOf = ({ width, height }: PictureDetail) => `${width ?? "?"} × ${height ?? "?"}`;
