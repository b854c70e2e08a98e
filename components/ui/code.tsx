import classes from './code.module.css'
import { CopyButton } from './copy-button'

/** One line to copy: a URL, a command. */
export function CodeLine({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.line}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a line that scrolls must be reachable by keyboard */}
      <code tabIndex={0}>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  )
}

/** Some lines to copy: a script, a manifest. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <div className={classes.copy}>
        <CopyButton text={text} label={label} />
      </div>
    </div>
  )
}
