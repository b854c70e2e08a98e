import { Fragment } from 'react'

/** A text that somebody wrote, in which addresses are links. */
export function LinkedText({ text }: { text: string }) {
  return (
    <bdi>
      {textPieces(text).map(({ at, piece, isLink }) =>
        isLink ? (
          <a key={at} href={piece} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
          </a>
        ) : (
          <Fragment key={at}>{piece}</Fragment>
        ),
      )}
    </bdi>
  )
}

// Punctuation and brackets at the end are not part of the address.
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}']/g

interface Piece {
  at: number
  piece: string
  isLink: boolean
}

/** A text in pieces: addresses, and the text between them. */
export function textPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  const add = (to: number, isLink: boolean) => {
    if (to > from) pieces.push({ at: from, piece: text.slice(from, to), isLink })
    from = to
  }
  for (const { index, 0: found } of text.matchAll(ADDRESS)) {
    add(index, false)
    add(index + found.length, true)
  }
  add(text.length, false)
  return pieces
}
