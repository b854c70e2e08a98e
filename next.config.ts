import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door compresses nothing either: live pages have to arrive event by event.
  compress: false,
  devIndicators: false,
  serverExternalPackages: [
    '@node-rs/argon2',
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
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
      ],
    },
  ],
  allowedDevOrigins: ['localhost', '127.0.0.1'],
}

export default config
