// The pages of the server, by its own table (authz/routes.c).
import { readFile } from 'node:fs/promises';

const source = await readFile(new URL('../../authz/routes.c', import.meta.url), 'utf8');

// What people open ("GET") or send ("POST"), as "/account/apps/{}".
export function pages(method) {
  const rows = source.matchAll(/\bPAGE\(\s*(METHOD[\w |]+),\s*"([^"]+)"|\bPASSWORD_FORM\(\s*"([^"]+)"/g);
  return [...rows].filter(([, methods = 'METHOD_POST']) => methods.includes(`METHOD_${method}`))
    .map(([, , path, form]) => path ?? form);
}

// The row that answers a path; undefined: none of these.
export function routeOf(patterns, path) {
  return patterns.filter((one) => new RegExp(`^${one.replaceAll('{}', '[^/]+')}$`).test(path))
    .sort((a, b) => a.split('{}').length - b.split('{}').length)[0];
}
