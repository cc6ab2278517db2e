/** entityTypeId of what has methods of its own beside crm.item.*. */
export const entityTypes = { leads: 1, deals: 2, contacts: 3, companies: 4, quotes: 7 } as const;
