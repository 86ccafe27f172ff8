import type { RequestHandler } from 'express';

/** Reads the configuration again; gives what is wrong, and the keys of what takes a restart. */
export type Reload = () => { errors: readonly string[]; restart: readonly string[] };

/** Serves `POST /-/reload`: 200 once the configuration was applied, 500 with every error if not. */
export function serveReload(reload: Reload): RequestHandler {
  return (_, response) => {
    const { errors, restart } = reload();
    const lines =
      errors.length > 0
        ? ['Not reloaded; the previous configuration stays in force:', ...errors]
        : ['Reloaded.', ...(restart.length > 0 ? [`These need a restart: ${restart.join(', ')}`] : [])];
    response
      .status(errors.length > 0 ? 500 : 200)
      .type('text')
      .send(`${lines.join('\n')}\n`);
  };
}
