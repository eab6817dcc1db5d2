/* Runs before the first paint, so that a dark page never flashes white. */
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const theme = kept("fabula.theme");
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
  document.documentElement.lang = kept("fabula.language") ?? navigator.language.slice(0, 2);
  document.querySelector('meta[name="theme-color"]').content = dark ? "#0f0d0c" : "#f8f5f1";
})();
