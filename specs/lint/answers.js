/** A success says what comes back, and a refusal is described by the provider's shared error answer. */
export function answers() {
  return {
    Operation(operation, { report, location, key }) {
      const responses = operation.responses ?? {};
      const name = operation.operationId ?? key;
      const at = location.child(['responses']).key();
      const codes = Object.keys(responses);
      if (!codes.some((code) => /^[23]/.test(code))) report({ message: `${name}: no success answer.`, location: at });
      if (!responses.default) report({ message: `${name}: no default (error) answer; refer to the shared one.`, location: at });
      for (const code of codes.filter((c) => c.startsWith('2'))) {
        const answer = responses[code];
        if (answer.$ref || answer.content === undefined) continue;
        for (const [type, media] of Object.entries(answer.content)) {
          if (!media.schema) report({ message: `${name}: answer ${code} ${type} has no schema.`, location: at });
        }
      }
      if (operation['x-portolan-paging']?.style === 'range' && (!responses['206'] || !responses['200'])) {
        report({ message: `${name}: a list paged by Range answers 200 and 206.`, location: at });
      }
    },
  };
}
