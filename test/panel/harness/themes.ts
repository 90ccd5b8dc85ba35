// The colours of VS Code's default themes (Dark Modern, Light Modern and both high contrasts) as far as the panel and the toolkit use them:
// the values of the theme files, and of the colour registry where a file is silent. VS Code sets them on a webview's root as --vscode-*.

export type ThemeName = 'dark' | 'light' | 'hc-black' | 'hc-light';
export const themeNames: readonly ThemeName[] = ['dark', 'light', 'hc-black', 'hc-light'];

/** Classes of the body, as VS Code sets them. */
export const bodyClasses: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};

/** Colour -> [dark, light, high contrast, high contrast light]; an empty text: the theme sets none. */
const table: Readonly<Record<string, readonly [string, string, string, string]>> = {
  foreground: ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  descriptionForeground: ['#9d9d9d', '#3b3b3b', 'rgba(255,255,255,0.7)', 'rgba(41,41,41,0.7)'],
  errorForeground: ['#f85149', '#f85149', '#f48771', '#b5200d'],
  disabledForeground: ['rgba(204,204,204,0.5)', 'rgba(97,97,97,0.5)', '#a5a5a5', '#7f7f7f'],
  'icon-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  focusBorder: ['#0078d4', '#005fb8', '#f38518', '#006bbd'],
  contrastBorder: ['', '', '#6fc3df', '#0f4a85'],
  contrastActiveBorder: ['', '', '#f38518', '#006bbd'],
  'editor-background': ['#1f1f1f', '#ffffff', '#000000', '#ffffff'],
  'editor-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'editor-selectionHighlightBackground': ['rgba(173,214,255,0.15)', 'rgba(173,214,255,0.5)', '', ''],
  'editor-wordHighlightBackground': ['rgba(87,87,87,0.72)', 'rgba(87,87,87,0.25)', '', ''],
  'editorWidget-background': ['#202020', '#f8f8f8', '#0c141f', '#ffffff'],
  'editorWidget-border': ['#454545', '#c8c8c8', '#6fc3df', '#0f4a85'],
  'editorError-foreground': ['#f14c4c', '#e51400', '#f48771', '#b5200d'],
  'editorWarning-foreground': ['#cca700', '#bf8803', '#ffd370', '#895503'],
  'editorInfo-foreground': ['#59a4f9', '#0063d3', '#59a4f9', '#0063d3'],
  'editorSuggestWidget-background': ['#202020', '#f8f8f8', '#0c141f', '#ffffff'],
  'editorSuggestWidget-border': ['#454545', '#c8c8c8', '#6fc3df', '#0f4a85'],
  'editorSuggestWidget-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'editorSuggestWidget-selectedBackground': ['#04395e', '#e8e8e8', '', 'rgba(15,74,133,0.1)'],
  'editorSuggestWidget-selectedForeground': ['#ffffff', '#000000', '#ffffff', '#292929'],
  'widget-border': ['#313131', '#e5e5e5', '#6fc3df', '#0f4a85'],
  'widget-shadow': ['rgba(0,0,0,0.36)', 'rgba(0,0,0,0.16)', '', ''],
  'panel-border': ['#2b2b2b', '#e5e5e5', '#6fc3df', '#0f4a85'],
  'panel-background': ['#181818', '#f8f8f8', '#000000', '#ffffff'],
  'sideBar-background': ['#181818', '#f8f8f8', '#000000', '#ffffff'],
  'badge-background': ['#616161', '#cccccc', '#000000', '#0f4a85'],
  'badge-foreground': ['#f8f8f8', '#3b3b3b', '#ffffff', '#ffffff'],
  'button-background': ['#0078d4', '#005fb8', '', '#0f4a85'],
  'button-foreground': ['#ffffff', '#ffffff', '#ffffff', '#ffffff'],
  'button-hoverBackground': ['#026ec1', '#0258a8', '', '#0f4a85'],
  'button-border': ['rgba(255,255,255,0.1)', 'rgba(0,0,0,0.1)', '#6fc3df', '#0f4a85'],
  'button-separator': ['rgba(255,255,255,0.4)', 'rgba(255,255,255,0.4)', '', ''],
  'button-secondaryBackground': ['#313131', '#e5e5e5', '', '#ffffff'],
  'button-secondaryForeground': ['#cccccc', '#3b3b3b', '#ffffff', '#0f4a85'],
  'button-secondaryHoverBackground': ['#3c3c3c', '#cccccc', '', '#ffffff'],
  'checkbox-background': ['#313131', '#f8f8f8', '#000000', '#ffffff'],
  'checkbox-border': ['#3c3c3c', '#cecece', '#6fc3df', '#0f4a85'],
  'checkbox-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'dropdown-background': ['#313131', '#ffffff', '#000000', '#ffffff'],
  'dropdown-border': ['#3c3c3c', '#cecece', '#6fc3df', '#0f4a85'],
  'dropdown-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'dropdown-listBackground': ['#1f1f1f', '#ffffff', '#000000', '#ffffff'],
  'settings-dropdownBackground': ['#313131', '#ffffff', '#000000', '#ffffff'],
  'settings-dropdownListBorder': ['#454545', '#c8c8c8', '#6fc3df', '#0f4a85'],
  'settings-textInputBorder': ['#3c3c3c', '#cecece', '#6fc3df', '#0f4a85'],
  'input-background': ['#313131', '#ffffff', '#000000', '#ffffff'],
  'input-border': ['#3c3c3c', '#cecece', '#6fc3df', '#0f4a85'],
  'input-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'input-placeholderForeground': ['#989898', '#767676', 'rgba(255,255,255,0.7)', 'rgba(41,41,41,0.7)'],
  'inputValidation-errorBackground': ['#5a1d1d', '#f2dede', '#000000', '#ffffff'],
  'inputValidation-errorBorder': ['#be1100', '#be1100', '#6fc3df', '#0f4a85'],
  'inputValidation-warningBackground': ['#352a05', '#f6f5d2', '#000000', '#ffffff'],
  'inputValidation-warningBorder': ['#b89500', '#b89500', '#6fc3df', '#0f4a85'],
  'list-hoverBackground': ['#2a2d2e', '#f2f2f2', 'rgba(255,255,255,0.1)', 'rgba(15,74,133,0.1)'],
  'list-activeSelectionBackground': ['#04395e', '#e8e8e8', '', 'rgba(15,74,133,0.1)'],
  'list-activeSelectionForeground': ['#ffffff', '#000000', '#ffffff', '#292929'],
  'list-inactiveSelectionBackground': ['#37373d', '#e4e6f1', '', 'rgba(15,74,133,0.1)'],
  'list-focusOutline': ['#0078d4', '#005fb8', '#f38518', '#006bbd'],
  'tree-tableOddRowsBackground': ['rgba(204,204,204,0.04)', 'rgba(59,59,59,0.04)', '', ''],
  'keybindingTable-headerBackground': ['rgba(204,204,204,0.04)', 'rgba(59,59,59,0.04)', '', ''],
  'progressBar-background': ['#0078d4', '#005fb8', '#6fc3df', '#0f4a85'],
  'scrollbarSlider-background': [
    'rgba(121,121,121,0.4)',
    'rgba(100,100,100,0.4)',
    'rgba(111,195,223,0.6)',
    'rgba(15,74,133,0.4)',
  ],
  'scrollbarSlider-hoverBackground': [
    'rgba(100,100,100,0.7)',
    'rgba(100,100,100,0.7)',
    'rgba(111,195,223,0.8)',
    'rgba(15,74,133,0.8)',
  ],
  'scrollbarSlider-activeBackground': ['rgba(191,191,191,0.4)', 'rgba(0,0,0,0.6)', '#6fc3df', '#0f4a85'],
  'textLink-foreground': ['#4daafc', '#005fb8', '#21a6ff', '#0f4a85'],
  'textLink-activeForeground': ['#4daafc', '#005fb8', '#21a6ff', '#0f4a85'],
  'textCodeBlock-background': ['#2b2b2b', '#f8f8f8', '#000000', '#f2f2f2'],
  'charts-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'charts-lines': ['rgba(204,204,204,0.5)', 'rgba(59,59,59,0.5)', 'rgba(255,255,255,0.5)', 'rgba(41,41,41,0.5)'],
  'charts-red': ['#f14c4c', '#e51400', '#f48771', '#b5200d'],
  'charts-blue': ['#59a4f9', '#0063d3', '#59a4f9', '#0063d3'],
  'charts-yellow': ['#cca700', '#bf8803', '#ffd370', '#895503'],
  'charts-orange': ['#d18616', '#d18616', '#ab5a00', '#0f4a85'],
  'charts-green': ['#89d185', '#388a34', '#89d185', '#374e06'],
  'charts-purple': ['#b180d7', '#652d90', '#b180d7', '#652d90'],
};

const fonts = {
  'font-family': "'Segoe UI', Ubuntu, 'Droid Sans', 'DejaVu Sans', sans-serif",
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': "'Droid Sans Mono', 'DejaVu Sans Mono', monospace",
  'editor-font-size': '13px',
  'editor-font-weight': 'normal',
};

/** Custom properties of a theme, by full name. */
export function themeVariables(name: ThemeName): Readonly<Record<string, string>> {
  const column = themeNames.indexOf(name);
  const colours = Object.entries(table).map(([key, values]) => [key, values[column]!] as const);
  return Object.fromEntries(
    [...colours.filter(([, value]) => value !== ''), ...Object.entries(fonts)].map(([key, value]) => [
      `--vscode-${key}`,
      value,
    ]),
  );
}

/** To be evaluated in an open page: gives it another theme, as the workbench does. */
export function themeSwitch(name: ThemeName): string {
  return `(() => {
    const root = document.documentElement;
    for (const name of [...root.style].filter((one) => one.startsWith('--vscode-'))) root.style.removeProperty(name);
    for (const [name, value] of Object.entries(${JSON.stringify(themeVariables(name))})) root.style.setProperty(name, value);
    document.body.className = ${JSON.stringify(bodyClasses[name])};
    // The toolkit takes new colours over on the next frame.
    return new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(() => settled())));
  })()`;
}
