// The controls of the panel, made with the VS Code webview toolkit. The only file that imports it, so that swapping the toolkit is one edit.
// Each function returns the element and takes plain data; nothing here knows what a run is.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type Dropdown,
  type RadioGroup,
  type TextField,
} from '@vscode/webview-ui-toolkit';
import { decorate, h, type Child, type Props } from './element';

const definitions = {
  'vscode-button': vsCodeButton,
  'vscode-checkbox': vsCodeCheckbox,
  'vscode-dropdown': vsCodeDropdown,
  'vscode-option': vsCodeOption,
  'vscode-progress-ring': vsCodeProgressRing,
  'vscode-radio': vsCodeRadio,
  'vscode-radio-group': vsCodeRadioGroup,
  'vscode-text-field': vsCodeTextField,
};
type Tag = keyof typeof definitions;
const designSystem = provideVSCodeDesignSystem();

function make<E extends HTMLElement>(tag: Tag, props: Props, children: readonly Child[] = []): E {
  // Registered at first use: a run needs buttons only, and a form needs eight kinds.
  if (!customElements.get(tag)) designSystem.register(definitions[tag]());
  const element = document.createElement(tag) as E;
  decorate(element, props);
  for (const child of children) if (child !== undefined && child !== false) element.append(child);
  if (tag !== 'vscode-button') keepLabel(element);
  return element;
}

/** When they are put into the page, the toolkit's fields and groups overwrite their aria-label with their text, or `Text field`. */
function keepLabel(element: HTMLElement): void {
  const label = element.getAttribute('aria-label');
  if (label === null) return;
  new MutationObserver(() => {
    if (element.getAttribute('aria-label') !== label) element.setAttribute('aria-label', label);
  }).observe(element, { attributeFilter: ['aria-label'] });
}

export type ButtonOptions = {
  readonly kind?: 'primary' | 'secondary' | 'icon';
  readonly icon?: SVGElement;
  /** Required for kind `icon`: what assistive technology calls it. */
  readonly label?: string;
  readonly title?: string;
  readonly class?: string;
  readonly isDisabled?: boolean;
};

export function button(text: string, onClick: () => void, options: ButtonOptions = {}): Button {
  const { icon } = options;
  if (icon && options.kind !== 'icon') icon.setAttribute('slot', 'start');
  const element = make<Button>(
    'vscode-button',
    {
      appearance: options.kind ?? 'secondary',
      'aria-label': options.label,
      title: options.title ?? (options.kind === 'icon' ? options.label : undefined),
      class: options.class,
      on: { click: onClick },
    },
    [icon, text],
  );
  element.disabled = options.isDisabled ?? false;
  return element;
}

export function textField(options: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string;
  readonly describedBy?: string;
  readonly class?: string;
  readonly end?: string;
}): TextField {
  const element = make<TextField>('vscode-text-field', {
    'aria-label': options.label,
    'aria-describedby': options.describedBy,
    placeholder: options.placeholder,
    class: options.class,
    on: {
      input: () => {
        options.onInput(element.value);
      },
    },
  });
  element.value = options.value;
  if (options.end !== undefined)
    element.append(h('span', { slot: 'end', class: 'unit', 'aria-hidden': 'true' }, options.end));
  return element;
}

export function dropdown<V extends string>(options: {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}): Dropdown {
  const element = make<Dropdown>(
    'vscode-dropdown',
    {
      'aria-label': options.label,
      on: {
        change: () => {
          options.onChange(element.value as V);
        },
      },
    },
    options.choices.map(({ value, text }) => make('vscode-option', { value }, [text])),
  );
  element.value = options.value;
  return element;
}

export function checkbox(options: {
  readonly text: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}): Checkbox {
  const element = make<Checkbox>(
    'vscode-checkbox',
    { 'aria-label': options.label, 'aria-describedby': options.describedBy },
    [options.text],
  );
  element.checked = options.isChecked;
  element.disabled = options.isDisabled ?? false;
  element.addEventListener('change', () => {
    options.onChange(element.checked);
  });
  return element;
}

export function radioGroup<V extends string>(options: {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}): RadioGroup {
  const element = make<RadioGroup>(
    'vscode-radio-group',
    {
      'aria-label': options.label,
      on: {
        change: () => {
          options.onChange(element.value as V);
        },
      },
    },
    options.choices.map(({ value, text }) => make('vscode-radio', { value }, [text])),
  );
  element.value = options.value;
  return element;
}

export function progressRing(label: string): HTMLElement {
  return make('vscode-progress-ring', { 'aria-label': label, class: 'ring' });
}
