import type { Services } from './services.ts';

/** Opens the body of the request that is being edited. */
export async function editBody({ editors }: Services): Promise<void> {
  await editors.active?.editBody();
}
