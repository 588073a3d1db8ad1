/** MLflow lets nothing near as long into its tables; what is longer is cut, so that one value cannot fill the memory. */
export const maxTextBytes = 2 ** 20;
/** The most of all params and tags together that is read of a run. */
export const maxRunTextBytes = 2 ** 24;

/** A text column of which at most the beginning is read. */
export function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) > ${maxTextBytes} THEN substr(${column}, 1, ${maxTextBytes}) ELSE ${column} END`;
}

/** How many bytes a text has where `bounded` cuts it, else NULL. */
export function cutFrom(column: string): string {
  return `CASE WHEN octet_length(${column}) > ${maxTextBytes} THEN octet_length(${column}) END`;
}
