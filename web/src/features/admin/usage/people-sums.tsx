import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { type PersonSum, tokensOf } from "./sums";
import classes from "./usage.module.css";

const FIRST = 20;

/** Who used how much; everybody else after the first is one press away. */
export function PeopleSums({ sums }: { sums: PersonSum[] }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? sums : sums.slice(0, FIRST);
  return (
    <section aria-labelledby="people-sums" className={classes.people}>
      <h2 id="people-sums" className="subject">
        {t("models.use.byPerson")}
      </h2>
      {sums.length === 0 ? <p className={`muted ${classes.none}`}>{t("admin.usage.none")}</p> : <Table sums={shown} />}
      {shown.length < sums.length ? (
        <Button variant="quiet" onClick={() => setWhole(true)}>
          {t("common.more")}
        </Button>
      ) : null}
    </section>
  );
}

function Table({ sums }: { sums: PersonSum[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("admin.people.person")}</th>
            <th scope="col">{t("admin.usage.column.messages")}</th>
            <th scope="col">{t("admin.usage.figure.tokens")}</th>
            <th scope="col">{t("admin.usage.column.pictures")}</th>
            <th scope="col">{t("admin.usage.failed")}</th>
            <th scope="col">{t("admin.usage.figure.time")}</th>
            <th scope="col">{t("admin.usage.figure.storage")}</th>
          </tr>
        </thead>
        <tbody>
          {sums.map((sum) => (
            <tr key={sum.name}>
              <th scope="row" className="cut">
                {sum.name ? (
                  <>
                    <Link to="/admin/people/{-$person}" params={{ person: sum.name }} className="link">
                      {sum.called || sum.name}
                    </Link>
                    {sum.called ? <span className={`caption ${classes.username}`}>{sum.name}</span> : null}
                  </>
                ) : (
                  t("models.use.fabula")
                )}
              </th>
              <td>{format.number(sum.messages)}</td>
              <td>{format.number(tokensOf(sum))}</td>
              <td>{format.number(sum.pictures)}</td>
              <td>{format.number(sum.failed)}</td>
              <td>{sum.seconds > 0 ? format.span(sum.seconds) : "0"}</td>
              <td>{sum.bytes > 0 ? format.size(sum.bytes) : "0"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
