import { type CallExpression, parseSync } from 'oxc-parser';

/**
 * Makes V8 compile each module of a bundle as it parses the file: V8 takes a function in parentheses for one that is called at once. Without
 * them it parses most modules twice, first to find where the function ends. Arrow functions become plain ones: Node.js 20 has no such rule
 * for them.
 */
export function compileEagerly(bundle: string): string {
  let result = '';
  let done = 0;
  for (const { start, bodyStart, end, parameters } of moduleFunctions(bundle)) {
    result += `${bundle.slice(done, start)}(function(${parameters})${bundle.slice(bodyStart, end)})`;
    done = end;
  }
  return result + bundle.slice(done);
}

/** The place of a module's function in the bundle. */
interface ModuleFunction {
  start: number;
  bodyStart: number;
  end: number;
  parameters: string;
}

/** esbuild wraps each module: `var name = helper((exports, module) => { … })`. */
function moduleFunctions(bundle: string): ModuleFunction[] {
  const { program, errors } = parseSync('bundle.mjs', bundle);
  if (errors[0]) throw new Error(errors[0].message);
  return program.body
    .flatMap((statement) => (statement.type === 'VariableDeclaration' ? statement.declarations : []))
    .flatMap(({ init }) => (init?.type === 'CallExpression' ? moduleFunctionOf(init) : []));
}

function moduleFunctionOf({ callee, arguments: [wrapped, ...others] }: CallExpression): ModuleFunction[] {
  const isWrapper = callee.type === 'Identifier' && others.length === 0;
  if (!isWrapper || wrapped?.type !== 'ArrowFunctionExpression' || wrapped.async || wrapped.expression)
    return [];
  const { start, end, params, body } = wrapped;
  const names = params.map((parameter) => (parameter.type === 'Identifier' ? parameter.name : undefined));
  if (names.includes(undefined)) return [];
  return [{ start, end, bodyStart: body?.start ?? start, parameters: names.join(',') }];
}
