/** The settings of the embedded server. Durability is on: an answered beat must survive a power cut. */
export const productionSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  fsync: 'on',
  synchronous_commit: 'on',
  jit: 'off',
}

/** For servers that are deleted after a test run: they do not wait for writes that only a power cut could lose. */
export const throwAwaySettings: Readonly<Record<string, string>> = {
  ...productionSettings,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}
