/** How the page of a flame graph looks, by day and by night. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #22252a; --soft: #6b717b; --line: #dcdcd6; --accent: #b4371d; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e4e6ea; --soft: #8f96a3; --line: #2c3037; --accent: #ff9a76; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
header { padding: 14px 20px 10px; border-bottom: 1px solid var(--line); }
h1 { display: inline; margin: 0 12px 0 0; font-size: 17px; }
header p { display: inline; color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin-top: 10px; }
nav label { color: var(--soft); }
select, button, input[type=search] { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 5px; padding: 3px 7px; }
option { background: var(--paper); }
input[type=search] { width: 210px; }
output { color: var(--accent); font-variant-numeric: tabular-nums; }
main { padding: 14px 20px 40px; }
#graph { overflow-y: auto; max-height: 62vh; border: 1px solid var(--line); border-radius: 6px; }
canvas { display: block; width: 100%; cursor: pointer; }
canvas:focus { outline: none; }
#what { min-height: 3em; margin: 8px 2px 14px; color: var(--soft); overflow-wrap: anywhere; }
#what b { color: var(--ink); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 600; color: var(--soft); padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { text-align: right; padding: 3px 14px 3px 0; white-space: nowrap; }
th:last-child, td:last-child { text-align: left; width: 100%; white-space: normal; overflow-wrap: anywhere; }
td span { color: var(--soft); }
tbody tr { cursor: pointer; }
tbody tr:hover { background: color-mix(in srgb, var(--ink) 7%, transparent); }
@media (max-width: 600px) {
  header { padding: 12px 12px 8px; }
  main { padding: 12px 12px 32px; }
  th:nth-child(2n), td:nth-child(2n) { display: none; }
}
`
