import { useMediaQuery } from "@mantine/hooks";

/** Whether there is no room for the details beside the conversation. */
export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 1120px)", false, { getInitialValueInEffect: false });
}
