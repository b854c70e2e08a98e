import { parseInput } from '@/lib/contract/parse-input'
import { type ProfileInput, profileInput } from '@/lib/contract/sign-in'
import type { PersonContext } from './person-context'

/** Changes the person's name and how times are shown. @throws AppError `invalid` */
export async function updateProfile({ person, prisma }: PersonContext, input: ProfileInput): Promise<void> {
  const data = parseInput(profileInput, input)
  await prisma.user.update({ where: { id: person.id }, data, select: { id: true } })
}
