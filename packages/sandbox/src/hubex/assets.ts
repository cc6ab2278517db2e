import type { JsonObject } from '../json.js';
import { isObject } from '../json.js';
import { inService, itemsOf, pathId } from './handlers.js';
import type { Handlers, HubexCall, HubexResult } from './handlers.js';
import { listOfIds, notFound, write } from './resources.js';
import type { Store } from './store.js';

/** What ES does with assets beyond lists and records: trees, places, changes of many at once. */
export function createAssets(store: Store): Handlers {
  const assets = store.of('assets');
  const isThere = (record: Readonly<JsonObject>): boolean => record['deleted'] === undefined;
  const childrenOf = (parent: number): readonly number[] =>
    assets.select(`in ${parent}`, (asset) => asset['parentID'] === parent && isThere(asset));
  const descendantsOf = (parent: number): number[] => childrenOf(parent).flatMap((id) => [id, ...descendantsOf(id)]);

  function change(id: number, fields: JsonObject): void {
    if (!assets.change(id, (asset) => write(asset, fields))) throw notFound('assets', id, 409);
    store.changed('assets', id, 'changed');
  }

  function removeTrees(call: HubexCall): HubexResult {
    for (const id of call.body === undefined ? [pathId(call)] : itemsOf(call.body).map(Number)) {
      for (const one of [id, ...descendantsOf(id)]) {
        if (assets.update(one, { deleted: store.now() })) store.changed('assets', one, 'deleted');
      }
    }
    return { status: 202 };
  }

  const place = ({ body }: HubexCall): HubexResult => {
    if (isObject(body)) change(Number(body['assetID']), { locationID: body['locationID'] ?? null });
    return { status: 202 };
  };

  return inService('es', {
    listRootAssets: () => ({
      list: listOfIds(
        store,
        'assets',
        assets.select('roots', (asset) => asset['parentID'] === undefined && isThere(asset)),
      ),
    }),
    listDescendantAssets: (call) => ({ list: listOfIds(store, 'assets', descendantsOf(pathId(call))) }),
    updateAssets({ body }) {
      if (!isObject(body)) return { status: 202 };
      const { assets: ids, isPublished, ...rest } = body;
      const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => !Array.isArray(value)));
      if (typeof isPublished === 'boolean') fields['published'] = isPublished ? store.now() : null;
      for (const id of itemsOf(ids)) change(Number(id), fields);
      return { status: 202 };
    },
    deleteAssetTree: removeTrees,
    deleteAssetTrees: removeTrees,
    addLocationToAsset: place,
    updateAssetLocation: place,
    removeLocationFromAsset: place,
    getAssetLocation(call) {
      const { locationID } = assets.get(pathId(call)) ?? {};
      return { body: typeof locationID === 'number' ? store.refer('locations', locationID) : {} };
    },
  });
}
