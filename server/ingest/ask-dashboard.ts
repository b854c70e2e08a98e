import { request } from 'node:http'

const LIMIT_MS = 1_500

/** Whether the web process answers on its port. Never rejects. */
export function askDashboard(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path: '/api/health', timeout: LIMIT_MS }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end()
  })
}
