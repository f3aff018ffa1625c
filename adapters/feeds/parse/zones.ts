// Time zones as dates name them: an offset, a well-known abbreviation, or a place (Europe/Brussels).

/** Names of time zones by hours east of Greenwich; of two meanings (IST, CST) the one more common in feeds. */
const ZONE_NAMES: readonly (readonly [number, string])[] = [
  [-12, 'm'],
  [-10, 'hst'],
  [-9, 'akst'],
  [-8, 'pst akdt pt'],
  [-7, 'mst pdt mt'],
  [-6, 'cst mdt ct'],
  [-5, 'est cdt et'],
  [-4, 'ast edt at'],
  [-3.5, 'nst'],
  [-3, 'adt brt art'],
  [-2.5, 'ndt'],
  [-2, 'brst'],
  [-1, 'a'],
  [0, 'z ut utc gmt wet'],
  [1, 'west bst cet met mez n'],
  [2, 'cest mest mesz eet sast'],
  [3, 'eest msk trt'],
  [4, 'msd'],
  [5, 'pkt'],
  [5.5, 'ist'],
  [5.75, 'npt'],
  [7, 'wib'],
  [8, 'hkt sgt awst'],
  [9, 'jst kst'],
  [9.5, 'acst'],
  [10, 'aest'],
  [10.5, 'acdt'],
  [11, 'aedt'],
  [12, 'nzst y'],
  [13, 'nzdt'],
];

const ZONES = new Map(
  ZONE_NAMES.flatMap(([offset, names]) => names.split(' ').map((name) => [name, offset] as const)),
);

/** Milliseconds to take from `local`, a time read as if in Greenwich, for the zone in the text behind it. */
export function zoneShift(text: string, local: number): number {
  const place = /\b[A-Z][A-Za-z]+(?:\/[A-Z][\w+-]*){1,2}/.exec(text)?.[0];
  const offset = place === undefined ? null : placeOffset(place, local);
  return (offset ?? minutesEast(text)) * 60_000;
}

/** Minutes east of Greenwich of whatever follows the time. */
function minutesEast(text: string): number {
  const numeric = /(?:^|[\s(:]|gmt|utc)-?([+-])(\d{1,2}?)(?::?(\d{2}))?(?!\d)/i.exec(text);
  if (numeric) return offsetOf(`${numeric[1]}${numeric[2]}`, numeric[3]);
  const name = /[a-z]+/i.exec(text)?.[0];
  return name === undefined ? 0 : zoneOffset(name);
}

/** Minutes east of Greenwich of a zone by its abbreviation; 0 for one that is not known. */
export function zoneOffset(name: string): number {
  return (ZONES.get(name.toLowerCase()) ?? 0) * 60;
}

/** Minutes from hours with their sign and minutes. */
export function offsetOf(hour: string | undefined, minute: string | undefined): number {
  if (hour === undefined) return 0;
  const sign = hour.startsWith('-') ? -1 : 1;
  return Number(hour) * 60 + sign * Number(minute ?? 0);
}

/** Summer time is taken from the hour as if in Greenwich: only in the very hours of a change that is wrong. */
function placeOffset(place: string, local: number): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: place, timeZoneName: 'longOffset' });
    const name = format.formatToParts(local).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, hour, minute] = /([+-]\d{2}):(\d{2})/.exec(name) ?? [];
    return offsetOf(hour, minute);
  } catch {
    return null;
  }
}
