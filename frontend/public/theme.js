// Runs before the first paint, so that no page flashes in the wrong theme. The rule is that of src/app/theme.ts.
(function () {
  var choice = new URLSearchParams(location.search).get('theme');
  try {
    choice = choice || localStorage.getItem('citywatch.theme');
  } catch {
    // Storage is blocked: the system's theme is used.
  }
  if (choice !== 'dark' && choice !== 'light')
    choice = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = choice;
})();
