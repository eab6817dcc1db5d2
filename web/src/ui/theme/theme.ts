/** How Mantine speaks our tokens: sizes, variants and defaults. Colours live in the style sheets. */
import { createTheme, type VariantColorsResolver } from "@mantine/core";
import { PressButton } from "../controls/press-button";

type Look = { background: string; hover: string; color: string };

const looks: Record<string, Look> = {
  primary: { background: "var(--accent)", hover: "var(--accent-hover)", color: "var(--on-accent)" },
  plain: { background: "var(--raised)", hover: "var(--raised)", color: "var(--text)" },
  quiet: { background: "transparent", hover: "var(--hover)", color: "var(--muted)" },
  danger: { background: "var(--raised)", hover: "var(--raised)", color: "var(--danger)" },
  "danger-filled": { background: "var(--danger-fill)", hover: "var(--danger-fill-hover)", color: "var(--on-danger)" },
};
const fallback: Look = { background: "var(--raised)", hover: "var(--raised)", color: "var(--text)" };

const variantColorResolver: VariantColorsResolver = ({ variant }) => ({ ...(looks[variant] ?? fallback), border: "0" });

const float = { transitionProps: { transition: "fade", duration: 120 } } as const;
// Locking the scroll would write a style element; the page itself never scrolls, so there is nothing to lock.
const root = { lockScroll: false, transitionProps: { duration: 180 } } as const;
const sheet = { ...root, overlayProps: { backgroundOpacity: 1 } } as const;

export const theme = createTheme({
  fontFamily: "var(--font-ui)",
  fontFamilyMonospace: "var(--font-mono)",
  cursorType: "pointer",
  defaultRadius: "sm",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    UnstyledButton: { defaultProps: { component: PressButton } },
    Button: { defaultProps: { variant: "plain", size: "md" } },
    ActionIcon: { defaultProps: { variant: "quiet", size: "md" } },
    Input: { defaultProps: { size: "md" } },
    InputWrapper: { defaultProps: { size: "md", inputWrapperOrder: ["label", "input", "description", "error"] } },
    TextInput: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    Select: { defaultProps: { size: "md", checkIconPosition: "right", allowDeselect: false } },
    Switch: { defaultProps: { size: "md" } },
    Checkbox: { defaultProps: { size: "md" } },
    Chip: { defaultProps: { size: "md" } },
    Menu: { defaultProps: { ...float, withInitialFocusPlaceholder: false, offset: 6, position: "bottom-start" } },
    Popover: { defaultProps: { ...float, offset: 8 } },
    Tooltip: { defaultProps: { ...float, openDelay: 400, offset: 6 } },
    Modal: { defaultProps: { ...sheet, centered: true } },
    ModalRoot: { defaultProps: root },
    DrawerRoot: { defaultProps: root },
    Drawer: { defaultProps: { ...sheet, position: "right", size: 448 } },
  },
});
