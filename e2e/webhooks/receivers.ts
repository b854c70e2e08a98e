import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { SignedMessage } from './cases'

/** A sample of docs/alerts.md with what is needed to call it: secret, id, timestamp, signatures and the file of the body. */
export interface Receiver {
  language: string
  isHere(): boolean
  /** Writes the programs. What comes back tells whether the sample takes a message. */
  prepare(directory: string): (message: SignedMessage) => boolean
}

const PYTHON = `
import sys
from email.message import Message

headers = Message()
for name, value in zip(("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"), sys.argv[2:5]):
    headers[name] = value
print("yes" if verify(sys.argv[1], headers, open(sys.argv[5], "rb").read()) else "no")
`
const GO = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	header := http.Header{}
	for i, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		header.Set(name, os.Args[i+2])
	}
	body, err := os.ReadFile(os.Args[5])
	if err != nil {
		panic(err)
	}
	fmt.Println(map[bool]string{true: "yes", false: "no"}[verify(os.Args[1], header, body)])
}
`
const PHP = `
[, $secret, $id, $timestamp, $signatures, $file] = $argv;
echo verify($secret, $id, $timestamp, $signatures, file_get_contents($file)) ? "yes\\n" : "no\\n";
`
const BASH = `
set -u
if verify "$@"; then echo yes; else echo no; fi
`

export const RECEIVERS: Receiver[] = [
  script('python', { program: 'python3', versionFlag: '--version', file: 'verify.py', driver: PYTHON }),
  script('php', { program: 'php', versionFlag: '--version', file: 'verify.php', driver: PHP }),
  script('bash', { program: 'bash', versionFlag: '--version', file: 'verify.sh', driver: BASH }),
  {
    language: 'go',
    isHere: () => isHere('go', 'version'),
    prepare: (directory) => {
      const files = ['verify.go', 'main.go'].map((name) => path.join(directory, name))
      writeFileSync(files[0]!, sampleOf('go'))
      writeFileSync(files[1]!, GO)
      const program = path.join(directory, 'verify-go')
      const built = spawnSync('go', ['build', '-o', program, ...files], { encoding: 'utf8' })
      if (built.status !== 0) throw new Error(built.stderr)
      return (message) => ask(program, [], { message, directory })
    },
  },
]

function script(
  language: string,
  { program, versionFlag, file, driver }: { program: string; versionFlag: string; file: string; driver: string },
): Receiver {
  return {
    language,
    isHere: () => isHere(program, versionFlag),
    prepare: (directory) => {
      writeFileSync(path.join(directory, file), sampleOf(language) + driver)
      return (message) => ask(program, [path.join(directory, file)], { message, directory })
    },
  }
}

const isHere = (program: string, flag: string) => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0

function ask(program: string, args: string[], { message, directory }: { message: SignedMessage; directory: string }) {
  const { secret, id, timestamp, signatures, body } = message
  const file = path.join(directory, 'body')
  writeFileSync(file, body)
  const { stdout, stderr } = spawnSync(program, [...args, secret, id, timestamp, signatures, file], {
    encoding: 'utf8',
  })
  if (stderr === '' && /^(yes|no)\n$/.test(stdout)) return stdout === 'yes\n'
  throw new Error(`${program} said ${JSON.stringify(stdout)} and ${JSON.stringify(stderr)}`)
}

function sampleOf(language: string): string {
  const block = readFileSync('docs/alerts.md', 'utf8').split(`<!-- verify: ${language} -->\n\n\`\`\`${language}\n`)[1]
  const sample = block?.split('\n```')[0]
  if (sample === undefined) throw new Error(`docs/alerts.md has no sample in ${language}.`)
  return `${sample}\n`
}
