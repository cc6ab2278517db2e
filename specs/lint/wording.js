const english = (text) => !/\p{Script=Cyrillic}/u.test(text ?? '');

/** Summaries read alike everywhere: English, imperative, short, no final period. */
export function wording() {
  return {
    Operation(operation, { report, location }) {
      const summary = operation.summary ?? '';
      const at = location.child(['summary']).key();
      if (!/^[A-Z]/.test(summary)) report({ message: `Summary starts with a capital: "${summary}".`, location: at });
      if (summary.length > 80) report({ message: `Summary is longer than 80 characters: "${summary}".`, location: at });
      if (summary.endsWith('.')) report({ message: `Summary ends with a period: "${summary}".`, location: at });
      if (!english(summary) || !english(operation.description))
        report({ message: 'Summaries and descriptions are in English.', location: at });
    },
    Schema(schema, { report, location }) {
      if (typeof schema === 'object' && !english(schema.description)) report({ message: 'Descriptions are in English.', location });
    },
    Parameter(parameter, { report, location }) {
      if (!english(parameter.description)) report({ message: 'Descriptions are in English.', location });
    },
  };
}
