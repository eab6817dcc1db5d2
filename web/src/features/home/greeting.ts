/** The part of the day a greeting belongs to. */
export function greetingAt(moment: Date): "night" | "morning" | "day" | "evening" {
  const hour = moment.getHours();
  if (hour < 5) return "night";
  if (hour < 12) return "morning";
  if (hour < 18) return "day";
  return "evening";
}
