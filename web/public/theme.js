// Runs before the first paint, so that the page never flashes in the wrong theme or density.
// A file of its own, so that a strict Content-Security-Policy needs no exception for it.
;(() => {
  const root = document.documentElement
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = read('elk.theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.density = read('elk.density') === 'comfortable' ? 'comfortable' : 'compact'
  root.dataset.rail = read('elk.rail') === 'closed' ? 'closed' : 'open'
})()
