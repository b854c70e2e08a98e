import type { NextConfig } from 'next'
import { PAGE_BODY_BYTES } from './lib/http/request/body-limits'
import { SECURITY_HEADERS } from './lib/http/security-headers'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // For Next.js without ingest: ingest compresses itself and requests nothing compressed. Live streams say
  // `no-transform`, and arrive event by event.
  compress: true,
  devIndicators: false,
  // A heartbeat URL with a slash at its end counts; a client that does not follow redirects would take one for success.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: [
    '@node-rs/argon2',
    '@zxcvbn-ts/core',
    '@zxcvbn-ts/language-common',
    '@zxcvbn-ts/language-de',
    '@zxcvbn-ts/language-en',
    'pg',
    '@prisma/client',
    '@prisma/adapter-pg',
    'nodemailer',
    'pino',
    'undici',
  ],
  turbopack: { root: import.meta.dirname },
  // `npm run check` looks at the types of everything; a build for running need not wait for that.
  typescript: { ignoreBuildErrors: true },
  // There are no images to optimize, and the optimizer has been a way in.
  images: { unoptimized: true },
  headers: async () => [
    { source: '/:path*', headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) },
  ],
  experimental: { serverActions: { bodySizeLimit: PAGE_BODY_BYTES } },
  allowedDevOrigins: ['localhost', '127.0.0.1'],
}

export default config
