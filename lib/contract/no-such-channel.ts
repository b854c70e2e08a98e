/** What is said of a channel that a monitor cannot have: it is not there, or it is another workspace's. */
export const noSuchChannel = (id: string) =>
  `There is no channel ${JSON.stringify(id)}; list them with GET /api/v1/channels.`
