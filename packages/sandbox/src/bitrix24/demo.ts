/** Demo credentials of the sandbox portal. */
export interface Bitrix24Demo {
  /** Code of the incoming webhook of user 1. */
  webhookCode: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  memberId: string;
  /** What events and frames prove themselves by. */
  applicationToken: string;
}
