import type { Context } from '../../context.js';

/** What a portal is called. It may be renamed; the authorization server never is. */
export interface PortalName {
  /** `http://127.0.0.1:4010`. */
  origin(): string;
  /** Host and port. */
  host(): string;
  /** Gives the portal the other name of this machine, `localhost` or `127.0.0.1`; answers both hosts. */
  rename(): { from: string; to: string };
  /** Where a request to a former name belongs; undefined when it came to the right one. */
  movedTo(url: URL): string | undefined;
  reset(): void;
}

const first = '127.0.0.1';
const second = 'localhost';

/** Creates the name. Until the portal is renamed it listens to both. */
export function createPortalName(context: Context): PortalName {
  let name = first;
  let renamed = false;
  const origin = (): string => context.origin('bitrix24').replace(first, name);
  const host = (): string => new URL(origin()).host;
  return {
    origin,
    host,
    rename() {
      const from = host();
      name = name === first ? second : first;
      renamed = true;
      return { from, to: host() };
    },
    movedTo: (url) => (renamed && url.host !== host() ? `${origin()}${url.pathname}${url.search}` : undefined),
    reset() {
      name = first;
      renamed = false;
    },
  };
}
