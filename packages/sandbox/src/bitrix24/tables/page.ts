/** The page on which a user of the portal allows or denies an application. */
export function authorizePage(input: { host: string; fields: Record<string, string>; scopes: string[] }): string {
  const hidden = Object.entries(input.fields)
    .filter(([name]) => name !== 'decision')
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('\n      ');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Portolan sandbox: allow access?</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
    button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem; }
  </style>
</head>
<body>
  <main>
    <h1>Allow access?</h1>
    <p>The application <strong>${escape(input.fields['client_id'] ?? '')}</strong> wants to use the sandbox portal
      <strong>${escape(input.host)}</strong> as Anna Example.</p>
    <p>Scopes: ${escape(input.scopes.join(', '))}</p>
    <form method="post" action="/oauth/authorize/">
      ${hidden}
      <button type="submit" name="decision" value="allow" id="allow" autofocus>Allow</button>
      <button type="submit" name="decision" value="deny" id="deny">Deny</button>
    </form>
  </main>
</body>
</html>
`;
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
