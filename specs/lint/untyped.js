const SHAPES = ['$ref', 'allOf', 'oneOf', 'anyOf', 'enum', 'const', 'not'];

/** A schema that admits anything must say why. */
export function untyped() {
  return {
    Schema(schema, { report, location }) {
      if (typeof schema === 'boolean' || (typeof schema['x-portolan-untyped'] === 'string' && schema['x-portolan-untyped'] !== '')) return;
      if (SHAPES.some((key) => key in schema)) return;
      const types = [schema.type ?? []].flat();
      if (types.length === 0 && !schema.properties && !schema.items) {
        report({ message: 'A schema without a type needs x-portolan-untyped with the reason.', location });
      }
      const typed = schema.additionalProperties && typeof schema.additionalProperties === 'object';
      if (types.includes('object') && !schema.properties && !typed && !schema.patternProperties) {
        report({ message: 'An object without properties needs x-portolan-untyped with the reason.', location });
      }
      if (types.includes('array') && !schema.items && !schema.prefixItems) {
        report({ message: 'An array without items needs x-portolan-untyped with the reason.', location });
      }
    },
  };
}
