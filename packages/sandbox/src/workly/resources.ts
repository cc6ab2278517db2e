import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { dig, isObject, text } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { validationError, worklyError } from './errors.js';
import { departmentSeed, employeeSeed, locationSeed, positionSeed } from './seed.js';

/** What a stateful operation gets. */
interface WorklyCall {
  path: JsonObject;
  query: JsonObject;
  body: JsonObject;
}

/** A body, or the items of a list that is to be paged. */
type WorklyResult = { body: JsonValue } | { items: JsonObject[] };

/** Stateful operations by operationId. */
export type WorklyHandlers = Record<string, (call: WorklyCall) => WorklyResult>;

/** Employees, departments, locations and positions. */
export function createResources(context: Context): { handlers: WorklyHandlers; reset(): void } {
  const employees = createCollection(employeeSeed, 7401);
  const departments = createCollection(departmentSeed, 582);
  const locations = createCollection(locationSeed, 366);
  const positions = createCollection(positionSeed, 1044);
  const today = (): string => new Date(context.clock.now()).toISOString().slice(0, 10);

  const count = (field: string, id: number): number =>
    employees.entries().filter(([, employee]) => {
      const value = employee[field];
      return Array.isArray(value) ? value.some((item) => dig(item, 'id') === id) : dig(value, 'id') === id;
    }).length;

  function found(collection: Collection, id: JsonValue | undefined): [number, JsonObject] {
    const record = collection.get(Number(id));
    if (!record) throw worklyError(404, 3000, 'Not found');
    return [Number(id), record];
  }

  function unique(collection: Collection, title: JsonValue | undefined, own?: number): void {
    if (collection.entries().some(([id, record]) => id !== own && record['title'] === title)) {
      throw validationError([{ field: 'title', code: 8008, message: `"${text(title)}" exists already` }]);
    }
  }

  const reference = (collection: Collection, id: JsonValue | undefined): JsonObject | undefined => {
    const record = collection.get(Number(id));
    return record && { id: Number(id), title: record['title'] ?? '' };
  };

  function placed(fields: JsonObject, field: string, collection: Collection): JsonObject[] {
    const ids = fields[field];
    return textList(ids)
      .map((id) => reference(collection, id))
      .filter((found) => found !== undefined);
  }

  function writeEmployee(employee: JsonObject, fields: JsonObject): void {
    const { department_id, positions: _positions, locations: _locations, ...rest } = fields;
    if (department_id !== undefined) {
      const department = reference(departments, department_id);
      if (!department) throw validationError([{ field: 'department_id', code: 8003, message: 'There is no such department' }]);
      employee['department'] = department;
    }
    if (fields['positions'] !== undefined) employee['positions'] = placed(fields, 'positions', positions);
    if (fields['locations'] !== undefined) employee['locations'] = placed(fields, 'locations', locations);
    Object.assign(employee, rest);
    employee['full_name'] = ['last_name', 'first_name', 'patronymic']
      .map((name) => text(employee[name]))
      .filter(Boolean)
      .join(' ');
  }

  const employeeHandlers: WorklyHandlers = {
    listEmployees: ({ query }) => ({ items: searchEmployees(employees, query) }),
    getEmployee({ path }) {
      const [id, employee] = found(employees, path['id']);
      return { body: { success: true, data: { ...employee, id } } };
    },
    createEmployee({ body }) {
      const employee: JsonObject = { start_date: today(), positions: [], locations: [] };
      writeEmployee(employee, body);
      return { body: { ...employee, id: employees.add(employee) } };
    },
    updateEmployee({ path, body }) {
      const [id, employee] = found(employees, path['id']);
      writeEmployee(employee, body);
      return { body: { ...employee, id } };
    },
    dismissEmployee({ path, body }) {
      found(employees, path['id'])[1]['dismissed'] = body['exp_date'] ?? today();
      return { body: { success: true } };
    },
    cancelEmployeeDismissal({ path }) {
      delete found(employees, path['id'])[1]['dismissed'];
      return { body: { success: true } };
    },
    restoreEmployee({ path, body }) {
      const [, employee] = found(employees, path['id']);
      delete employee['dismissed'];
      writeEmployee(employee, { department_id: body['department_id'] ?? null, start_date: body['start_date'] ?? today() });
      return { body: { success: true } };
    },
    deleteEmployee({ path }) {
      const [id, employee] = found(employees, path['id']);
      if (employee['dismissed'] === undefined) throw worklyError(400, 4001, 'Only a dismissed employee can be removed');
      employees.remove(id);
      return { body: { success: true } };
    },
  };

  /** List, read, create, change and delete of something with a title. */
  function titled(
    name: string,
    list: string,
    collection: Collection,
    field: string,
    write = (fields: JsonObject) => fields,
  ): WorklyHandlers {
    const shown = (id: number, record: JsonObject): JsonObject => ({ ...record, id, count_employees: count(field, id) });
    const change = ({ path, body }: WorklyCall): WorklyResult => {
      const [id, record] = found(collection, path['id']);
      if (body['title'] !== undefined) unique(collection, body['title'], id);
      Object.assign(record, write(body));
      return { body: shown(id, record) };
    };
    return {
      [`list${list}`]: () => ({ items: collection.entries().map(([id, record]) => shown(id, record)) }),
      [`get${name}`]: ({ path }) => ({ body: shown(...found(collection, path['id'])) }),
      [`create${name}`]({ body }) {
        unique(collection, body['title']);
        const record = write(body);
        return { body: shown(collection.add(record), record) };
      },
      [`update${name}`]: change,
      [`patch${name}`]: change,
      [`delete${name}`]({ path }) {
        const [id] = found(collection, path['id']);
        if (count(field, id) > 0) throw worklyError(400, 7011, 'Employees are still attached');
        collection.remove(id);
        return { body: { message: 'success' } };
      },
    };
  }

  const byDepartment = titled('Department', 'Departments', departments, 'department', (fields) =>
    fields['pid'] === 0 ? { ...fields, pid: null } : { ...fields },
  );
  const byLocation = titled('Location', 'Locations', locations, 'locations', ({ latitude, longitude, ipv4: _ipv4, ...rest }) => ({
    ...rest,
    ...(latitude === undefined ? {} : { lat: latitude }),
    ...(longitude === undefined ? {} : { lon: longitude }),
  }));
  const byPosition = titled('Position', 'Positions', positions, 'positions', (fields) => ({ ...fields }));
  const createPosition = byPosition['createPosition'];

  return {
    handlers: {
      ...employeeHandlers,
      ...byDepartment,
      ...byLocation,
      ...byPosition,
      // The documentation shows the new position inside `items`; the schema decides which of the two comes through.
      createPosition(call) {
        const created = createPosition?.(call);
        const body = created && 'body' in created && isObject(created.body) ? created.body : {};
        return { body: { ...body, items: body } };
      },
    },
    reset() {
      for (const collection of [employees, departments, locations, positions]) collection.reset();
    },
  };
}

function searchEmployees(employees: Collection, query: JsonObject): JsonObject[] {
  const ids = textList(query['ids']);
  const values = textList(query['fv']);
  const name = text(query['full_name']).toLowerCase();
  const rows = employees.entries().filter(([id, employee]) => {
    if (employee['dismissed'] !== undefined) return false;
    if (ids.length > 0 && !ids.includes(String(id))) return false;
    if (!text(employee['full_name']).toLowerCase().includes(name)) return false;
    if (query['f'] === 'department') return values.includes(text(dig(employee, 'department', 'id')));
    if (query['f'] === 'tab_number') return values.includes(text(employee['tab_number']));
    if (query['f'] === 'letter') return values.some((letter) => text(employee['full_name']).startsWith(letter));
    return true;
  });
  const shown: JsonObject[] = rows.map(([id, employee]) => ({ ...employee, id }));
  const sort = text(query['sort']);
  return sort === '' ? shown : shown.toSorted((a, b) => text(a[sort]).localeCompare(text(b[sort])));
}

/** A list of ids or a string of them, joined by commas. */
function textList(value: JsonValue | undefined): string[] {
  return (Array.isArray(value) ? value.map(text) : text(value).split(',')).filter(Boolean);
}
