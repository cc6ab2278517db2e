import { ApiError, type Call, refusal } from '@portolan/transport';
import type { ErrorModel } from './generated/authz/index.js';

/** HubEx refused a call. `code` is HubEx's own stable code (`InvalidData`), `requestId` its trace identifier for its support. */
export class HubexError extends ApiError {
  /** An earlier attempt of this write got no answer, and this may be the refusal of its repetition: look before you send it anew. */
  declare readonly maybeDone?: true;
  /** The stamp that the attempts carried; sent again as a header, it makes another call a repetition of this one. */
  declare readonly stamp?: string;

  override get name(): string {
    return 'HubexError';
  }
}

const remedies = { 403: 'Check the permissions of this user and the X-Application-ID.' };

/** Makes an error of HubEx's answer: one error, an array of them, or anything else, which leaves only the status. */
export function hubexError(response: Response, body: unknown, { id: operation }: Call): HubexError {
  const { code, message, traceIdentifier: requestId, arguments: values } = Object([body].flat()[0]) as ErrorModel;
  // The values that the message speaks of, without their places in an array; long ones are left out, they may be what was sent.
  const details = Object.entries(values ?? {})
    .map((pair) => pair.slice(+Array.isArray(values)).join(': '))
    .filter((text) => !text[60])
    .join(', ');
  const reason = `${details && `(${details}) `}${message ?? ''}`;
  return new HubexError(refusal({ provider: 'HubEx', operation, response, body, code, reason, requestId, remedies }));
}
