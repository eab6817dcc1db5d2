import classes from "./inputs.module.css";

type Props = { label: string; value: number; shown: string; min: number; max: number; step: number; onChange: (value: number) => void };

/** A number between two ends, with its value in words beside the name. */
export function Range({ label, value, shown, min, max, step, onChange }: Props) {
  const share = max > min ? (value - min) / (max - min) : 0;
  return (
    <label className={classes.range}>
      <span className={classes.named}>
        <span className="label">{label}</span>
        <span className="caption tnum">{shown}</span>
      </span>
      <input
        type="range"
        aria-label={label}
        min={min}
        max={max}
        step={step}
        value={value}
        style={{ "--share": `${Math.min(1, Math.max(0, share)) * 100}%` }}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  );
}
