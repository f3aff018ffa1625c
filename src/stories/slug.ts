const LONGEST = 60;

/** A slug made from a title: `US Treasury breach, December 2024` becomes `us-treasury-breach-december-2024`. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const next = slug === '' ? word.slice(0, LONGEST) : `${slug}-${word}`;
    if (next.length > LONGEST) break;
    slug = next;
  }
  return slug;
}
