import type { JsonObject } from '../json.js';

const departments = ['Commerce', 'Production', 'Warehouse', 'Office'];
const positions = ['Director', 'Engineer', 'Storekeeper', 'Accountant'];
const locations = ['Main office', 'Plant', 'Warehouse north'];
const lastNames = ['Doe', 'Sample', 'Muster', 'Example', 'Model', 'Test', 'Placeholder', 'Demo'];
const firstNames = ['Jane', 'John', 'Anna', 'Boris', 'Clara', 'David', 'Elena', 'Felix'];

/** Departments, ids from 582. */
export function departmentSeed(): JsonObject[] {
  return departments.map((title, index) => ({ title, pid: index === 2 ? 583 : null, childs: [] }));
}

/** Positions, ids from 1044. */
export function positionSeed(): JsonObject[] {
  return positions.map((title) => ({ title }));
}

/** Locations, ids from 366. */
export function locationSeed(): JsonObject[] {
  return locations.map((title, index) => ({
    title,
    lat: `41.31108${index}`,
    lon: `69.24056${index}`,
    radius: 300,
    address: `${index + 1} Example street`,
    count_devices: 1,
  }));
}

/** Employees, ids from 7401: more than two pages of 50. */
export function employeeSeed(): JsonObject[] {
  return Array.from({ length: 120 }, (_unused, index) => {
    const last = lastNames[index % 8] ?? '';
    const first = firstNames[Math.floor(index / 8) % 8] ?? '';
    return {
      last_name: last,
      first_name: first,
      patronymic: '',
      full_name: `${last} ${first}`,
      gender: index % 2 ? 'male' : 'female',
      birth_date: `19${80 + (index % 20)}-0${1 + (index % 9)}-15`,
      home_address: '',
      home_phone: '',
      work_phone: '',
      mobile_phone: '+70000000000',
      notes: '',
      photos: null,
      start_date: '2026-05-04',
      schedule_start_date: '2026-05-04',
      pin_code: String(100 + index),
      tab_number: String(index + 1),
      user: null,
      department: { id: 582 + (index % 4), title: departments[index % 4] ?? '' },
      positions: [{ id: 1044 + (index % 4), title: positions[index % 4] ?? '' }],
      locations: [{ id: 366 + (index % 3), title: locations[index % 3] ?? '' }],
      schedule: null,
      lastEmployeeSalaryRate: null,
      lastPersonPayroll: null,
      lastPersonFine: null,
    };
  });
}
