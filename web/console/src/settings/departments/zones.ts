// Time zones: the list of the browser, its own, and the one that somebody means who writes a city.

export const ZONES: readonly string[] = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The city in a zone's name. */
export const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** The zone of that name or, where it is the only one, of that city; otherwise what was written. */
export function zoneFor(text: string, zones: readonly string[] = ZONES): string {
  const wanted = plain(text);
  const exact = zones.find((zone) => plain(zone) === wanted);
  if (exact !== undefined) return exact;
  const [only, ...others] = zones.filter((zone) => plain(cityOf(zone)) === wanted);
  return only !== undefined && others.length === 0 ? only : text.trim();
}

const plain = (text: string): string => text.trim().replaceAll(/[\s_]+/g, "_").toLowerCase();
