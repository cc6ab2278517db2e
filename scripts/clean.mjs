// Removes everything that is generated or built. A cache only adds files: what a spec no longer has must not be packed.
import { globSync, rmSync } from 'node:fs';

for (const folder of globSync(['specs/dist', 'packages/*/{dist,data,src/generated}', 'extension/dist']))
  rmSync(folder, { recursive: true });
