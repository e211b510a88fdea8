// Sets the chosen theme before the first paint; without a choice the system's is used.
try {
  const theme = localStorage.getItem("periplus.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme it is.
}
