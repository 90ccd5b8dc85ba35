// The report's style sheet: light and dark by the reader's system, one column on a phone, ink-saving on paper. No fonts or files from elsewhere.

const light = `--paper: #faf9f6; --card: #fff; --ink: #1b1f24; --quiet: #5b636c; --line: #e2dfd7; --good: #12715b;
  --reference: #3a4d63; --m0: #0e8f8a; --m1: #d48806; --m2: #7758c9; --m3: #c2426a; --m4: #55912e; --m5: #2e78cf; --failed: #b3261e; --track: #e9e6df;`;
const dark = `--paper: #15171a; --card: #1d2024; --ink: #e9e7e2; --quiet: #a0a7af; --line: #33373d; --good: #5fd0ae;
  --reference: #9fb4cb; --m0: #37b9b2; --m1: #e9aa3c; --m2: #a48df0; --m3: #ea7d9e; --m4: #8cc566; --m5: #6fa9ee; --failed: #ff8a80; --track: #2b2f34;`;

export const htmlStyle = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif; }
main { max-width: 61rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2.5rem) 4rem; }
.over { color: var(--quiet); margin: 0 0 .75rem; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.4rem, 1rem + 2vw, 2.15rem); line-height: 1.22; letter-spacing: -.015em; font-weight: 680; margin: 0 0 .8rem; max-width: 26em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; letter-spacing: -.005em; margin: 0 0 .9rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; }
p { margin: 0 0 .8rem; max-width: 48em; overflow-wrap: anywhere; text-wrap: pretty; }
section > :last-child { margin-bottom: 0; }
.note, .quiet { color: var(--quiet); }
.checked { font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; margin: 1.75rem 0 .9rem; }
.figures div { flex: 1 1 9rem; background: var(--card); padding: .9rem 1.1rem 1rem; }
.figures dt { color: var(--quiet); font-size: .86rem; }
.figures dd { margin: .1rem 0 0; font-size: 1.4rem; line-height: 1.25; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figures .saved dd { color: var(--good); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem clamp(1rem, 3vw, 1.6rem) 1.4rem; margin-top: 1.1rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.1rem; margin-top: 1.1rem; }
.pair section { margin: 0; }
.scroll { overflow-x: auto; margin: 0 0 .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
th { color: var(--quiet); font-weight: 550; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td { overflow-wrap: break-word; }
td:first-child { font-weight: 550; min-width: 8.5rem; }
.words { min-width: 15rem; }
tr.chosen td { color: var(--good); }
svg { display: block; }
svg.bar { width: 100%; height: 22px; border-radius: 6px; background: var(--track); }
svg.bar rect { stroke: var(--card); stroke-width: 1.5; }
svg.key { width: .8rem; height: .8rem; flex: none; align-self: center; }
svg.dots { width: 100%; height: 20px; overflow: visible; }
svg.axis { width: 100%; height: 40px; overflow: visible; font-size: .78rem; margin-top: -.2rem; }
svg.axis text { fill: var(--quiet); }
svg.axis .wanted { fill: var(--ink); font-weight: 600; }
.track { stroke: var(--track); stroke-width: 8; stroke-linecap: round; }
.threshold { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3 3; }
.band { opacity: .38; }
.dot { stroke: var(--card); stroke-width: 2; }
.barrow { display: grid; grid-template-columns: 1fr auto; gap: .15rem .75rem; align-items: baseline; margin-bottom: .9rem; }
.barrow span { overflow-wrap: anywhere; }
.barrow b { font-weight: 600; font-variant-numeric: tabular-nums; text-align: right; }
.barrow svg { grid-column: 1 / -1; }
.legend { list-style: none; margin: .8rem 0 0; padding: 0; display: grid; gap: .3rem; font-size: .92rem; }
.legend li { display: flex; gap: .55rem; align-items: baseline; }
.legend span { overflow-wrap: anywhere; }
.legend b { font-weight: 600; margin-left: auto; text-align: right; font-variant-numeric: tabular-nums; }
.c-reference { fill: var(--reference); } .c-0 { fill: var(--m0); } .c-1 { fill: var(--m1); } .c-2 { fill: var(--m2); } .c-3 { fill: var(--m3); }
.c-4 { fill: var(--m4); } .c-5 { fill: var(--m5); } .c-failed { fill: var(--failed); } .c-none { fill: var(--quiet); }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 0 0 .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: .86rem/1.55 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; }
ul.plain { margin: 0; padding-left: 1.1rem; } ul.plain li { margin-bottom: .45rem; max-width: 46em; overflow-wrap: anywhere; }
dl.settings { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .4rem 1.4rem; margin: 0; }
dl.settings dt { color: var(--quiet); } dl.settings dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--quiet); } details[open] summary { margin-bottom: .6rem; }
footer { color: var(--quiet); font-size: .86rem; margin-top: 1.8rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) { .figures div { flex-basis: 40%; padding: .7rem .85rem .8rem; } .figures dd { font-size: 1.2rem; } dl.settings { grid-template-columns: 1fr; gap: 0; } dl.settings dd { margin-bottom: .6rem; } }
@media print { :root { --paper: #fff; --card: #fff; } body { font-size: 10.5pt; } main { padding: 0; max-width: none; } section, .figures { break-inside: avoid; } svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** Beside it in a tab of VS Code: the colours of the theme that is on, whatever the system prefers. */
export const editorStyle = `
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; ${light} }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; ${dark} }
body[class*="vscode-"] { --paper: var(--vscode-editor-background); --card: var(--vscode-editor-background); --ink: var(--vscode-foreground);
  --quiet: var(--vscode-descriptionForeground); --line: var(--vscode-contrastBorder, var(--vscode-panel-border)); padding: 0; font-family: var(--vscode-font-family);
  font-size: 14px; }
`;
