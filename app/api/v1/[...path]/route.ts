import { noSuchPath } from '@/lib/http/api/no-such-path'

export { noSuchPath as DELETE, noSuchPath as GET, noSuchPath as PATCH, noSuchPath as POST, noSuchPath as PUT }
