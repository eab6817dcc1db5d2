import classes from "./brand.module.css";

/** An open book whose middle page is a flame. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" strokeLinecap="round" aria-hidden="true">
      <path d="M12 20.5c-1.6-2.3-4.3-3.4-8-3.4V9.2c3.300 0 5.700.9 7.200 2.600" />
      <path d="M12 20.5c1.600-2.300 4.300-3.400 8-3.400V9.200c-1.300 0-2.500.1-3.500.4" />
      <path d="M12 16.200c-2.100-1.100-2.900-3-2.300-5 .5-1.700 2.200-2.900 2.300-7.700 2.900 2 4.600 4.600 4.300 7.600-.2 2.300-1.900 4.200-4.300 5.100z" fill="currentColor" stroke="none" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className={classes.brand}>
      <Mark />
      <span className={classes.word}>Fabula</span>
    </span>
  );
}
