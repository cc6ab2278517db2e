import { answers } from './answers.js';
import { operationFacts, providerFacts } from './operation-facts.js';
import { untyped } from './untyped.js';
import { wording } from './wording.js';

/** Portolan's own lint rules: what every operation must carry, see specs/README.md. */
export default function portolan() {
  return {
    id: 'portolan',
    rules: {
      oas3: {
        'operation-facts': operationFacts,
        'provider-facts': providerFacts,
        answers,
        wording,
        untyped,
      },
    },
  };
}
