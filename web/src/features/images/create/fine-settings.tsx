import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormInput, RenderOptions } from "@/api/types";
import { InputField } from "@/ui/inputs/input-field";
import classes from "./create.module.css";
import { resetValues, setValue, useDraft } from "./draft";
import { FileInput } from "./file-input";
import { fineInputs, valueOf } from "./order";

type Props = { options: RenderOptions; problem: string | undefined };

const NOTHING = {};

/** What the template takes beside words and size: built from its own inputs. */
export function FineSettings({ options, problem }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const values = useDraft((draft) => draft.values[options.template]) ?? NOTHING;
  const isWish = useDraft((draft) => draft.isWish);
  const inputs = fineInputs(options, isWish);
  const needed = inputs.filter((input) => input.type === "file" && input.is_required);
  const rest = inputs.filter((input) => !needed.includes(input));
  const id = useId();
  const field = (input: FormInput) =>
    input.type === "file" ? (
      <FileInput key={input.name} input={input} template={options.template} problem={problem} />
    ) : (
      <InputField key={input.name} input={input} value={valueOf(input, values)} onChange={(value) => setValue(options.template, input.name, value)} />
    );
  return (
    <>
      {needed.map(field)}
      {rest.length > 0 ? (
        <div>
          <button type="button" className={classes.more} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            <IconChevronRight className="small" />
            <span className="cut">{t("images.fine")}</span>
            <Summary inputs={inputs} values={values} />
          </button>
          <div id={id} hidden={!isOpen} className={classes.fine}>
            {isOpen ? rest.map(field) : null}
            {isOpen && Object.keys(values).length > 0 ? (
              <Button variant="quiet" className={classes.reset ?? ""} onClick={() => resetValues(options.template)}>
                {t("images.resetFine")}
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
    </>
  );
}

/** The one number that most people look for. */
function Summary({ inputs, values }: { inputs: FormInput[]; values: Record<string, unknown> }) {
  const { t } = useTranslation();
  const steps = inputs.find(({ role }) => role === "steps");
  const count = steps ? valueOf(steps, values) : null;
  return typeof count === "number" ? <span className="caption faint tnum">{t("images.steps", { count })}</span> : null;
}
