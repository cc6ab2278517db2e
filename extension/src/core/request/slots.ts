/**
 * Schemas reach VS Code's JSON editor through `contributes.jsonValidation`, which is fixed when the extension is packaged. So there is a
 * fixed number of slots: slot n ties every document under `/portolan-request-n/` to the schema `portolan-schema://body/n.json`, and
 * whichever operation is being edited borrows one.
 */
export const slotCount = 24;

/** The path of a body document in its slot. The file name is what the tab shows. */
export function slotPath(slot: number, name: string): string {
  return `/portolan-request-${slot}/${name.replaceAll(/[^\w.-]/g, '_')}.json`;
}

/** The slot of a body document's path, or undefined for a path that is not one. */
export function slotOfPath(path: string): number | undefined {
  const match = /^\/portolan-request-(\d+)(\/|$)/.exec(path);
  const slot = Number(match?.[1]);
  return match && slot >= 1 && slot <= slotCount ? slot : undefined;
}

/** The slot of a schema's path, `/n.json`. */
export function slotOfSchema(path: string): number | undefined {
  const match = /^\/(\d+)\.json$/.exec(path);
  return match ? Number(match[1]) : undefined;
}
