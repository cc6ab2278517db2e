/** What calls cost in the simulated portal, in seconds: a page of a list, the count of a list beside it, a write, the way there and back. */
export const portalCosts = {
  pageSeconds: 0.015,
  countSeconds: 0.015,
  writeSeconds: 0.02,
  callSeconds: 0.01,
  networkSeconds: 0.04,
} as const;
