import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const coral: MantineColorsTuple = [
  '#fff2ef',
  '#ffe1da',
  '#ffc3b6',
  '#ffa592',
  '#fb8a75',
  '#f0694f',
  '#dd5138',
  '#c8432b',
  '#a83622',
  '#882b1c',
]

/** Selected or focused: ink, because colours show states. */
const ink: MantineColorsTuple = [
  '#f3f1ed',
  '#e9e7e3',
  '#ddd9d3',
  '#d3cfc8',
  '#7b7873',
  '#6b6760',
  '#57534e',
  '#3a3733',
  '#2b2926',
  '#1d1c1a',
]

/** Warm paper in the light scheme, warm ink in the dark one. */
const dark: MantineColorsTuple = [
  '#e9e7e3',
  '#cfccc7',
  '#a9a6a0',
  '#7b7873',
  '#3f4144',
  '#303235',
  '#232527',
  '#191b1d',
  '#131416',
  '#0d0e0f',
]

// The kit sets the colour of text on the accent for one scheme only.
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const isAccent = input.variant === 'filled' && input.color === 'coral'
  return isAccent ? { ...colors, color: 'var(--accent-ink)' } : colors
}

export const theme = createTheme({
  variantColorResolver: variantColors,
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { coral, ink, dark },
  fontFamily: 'var(--font-geist-sans), ui-sans-serif, system-ui, sans-serif',
  fontFamilyMonospace: 'var(--font-geist-mono), ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.34', sm: '1.54', md: '1.43', lg: '1.5', xl: '1.4' },
  defaultRadius: '6px',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600' },
  components: {
    Button: { defaultProps: { size: 'sm', color: 'coral' } },
    InputWrapper: { styles: { label: { marginBottom: 2 }, description: { marginBottom: 2 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withinPortal: true } },
  },
})

/** Mantine's own surfaces use our tokens, so that inputs and menus have the same background. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-anchor': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--state-down)',
    '--mantine-color-default-border': 'var(--line-strong)',
  },
  dark: {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-anchor': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--state-down)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-border': 'var(--line-strong)',
  },
})
