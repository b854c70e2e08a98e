/** The environment of this process without anything that sets up Lubdub. */
export function systemEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(LUBDUB_|NEXTAUTH_|SMTP_|DATABASE_URL$|PORT$|HOST$|NODE_ENV$)/.test(name),
    ),
  ) as NodeJS.ProcessEnv
}
