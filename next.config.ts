import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door compresses nothing either: live pages have to arrive event by event.
  compress: false,
  devIndicators: false,
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'nodemailer', 'pino', 'undici'],
  turbopack: { root: import.meta.dirname },
  // `npm run check` looks at the types of everything; a build for running need not wait for that.
  typescript: { ignoreBuildErrors: true },
  allowedDevOrigins: ['localhost', '127.0.0.1'],
}

export default config
