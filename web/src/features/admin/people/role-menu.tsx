import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AdminUser, Role } from "@/api/types";
import classes from "./people.module.css";

export const ROLES: readonly Role[] = ["admin", "user"];

type Props = { person: AdminUser; busy: boolean; onChange: (role: Role) => void };

/** The role of a person, changed where it stands. */
export function RoleMenu({ person, busy, onChange }: Props) {
  const { t } = useTranslation();
  const role = t(`role.${person.role}`);
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <button
          type="button"
          className={classes.role}
          disabled={busy}
          aria-label={t("admin.people.roleOf", { name: person.name || person.username, role })}
        >
          {role}
          <IconChevronDown className="small" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={person.role} onChange={(value) => onChange(value as Role)}>
          {ROLES.map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick>
              {t(`role.${one}`)}
              <span className={`caption ${classes.does}`}>{t(`role.does.${one}`)}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
