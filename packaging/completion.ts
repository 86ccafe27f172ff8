import type { Command, Option } from 'commander';
import { optionsOf, PROGRAM } from './cli.ts';

const COMMANDS = PROGRAM.commands.filter((command) => command.name() !== 'help');
const NAME = PROGRAM.name();
const TAKES_FILE = /[Ff]ile$|^config$/;

const longNames = (command: Command) =>
  ['--help', ...optionsOf(command).flatMap(({ long }) => long ?? [])].filter((name) => name !== '--version');
const fileOptions = PROGRAM.options.flatMap(({ long }) =>
  long && TAKES_FILE.test(long.slice(2)) ? long : [],
);

/** Completion for bash. */
export function bashCompletion(): string {
  const cases = COMMANDS.map(
    (command) => `    ${command.name()}) words="${longNames(command).join(' ')}" ;;`,
  );
  return `# bash completion for ${NAME}
_${NAME.replaceAll('-', '_')}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= words word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
    ${COMMANDS.map((command) => command.name()).join(' | ')}) command=$word && break ;;
    esac
  done
  case $prev in
    ${fileOptions.join(' | ')}) compopt -o default; COMPREPLY=(); return ;;
  esac
  case $command in
${cases.join('\n')}
    *) words="--version ${longNames(PROGRAM).join(' ')} ${COMMANDS.map((command) => command.name()).join(' ')} help" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  [ \${#COMPREPLY[@]} -gt 0 ] || compopt -o default
}
complete -F _${NAME.replaceAll('-', '_')} ${NAME}
`;
}

/** Text between single quotes, for zsh and fish. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const zshText = (text: string) => text.replaceAll(/([\][:\\])/g, '\\$1');

function zshOption({ long, description, required }: Option): string[] {
  if (!long || long === '--version') return [];
  const value = TAKES_FILE.test(long) ? '_files' : ' ';
  return [quoted(`${long}[${zshText(description)}]${required ? `:${long.slice(2)}:${value}` : ''}`)];
}

/** Completion for zsh. */
export function zshCompletion(): string {
  const options = (command: Command) => optionsOf(command).flatMap(zshOption);
  const commands = COMMANDS.map((command) => quoted(`${command.name()}:${zshText(command.description())}`));
  const cases = COMMANDS.map(
    (command) =>
      `    ${command.name()}) _arguments ${[...options(command), quoted('*:file:_files')].join(' ')} ;;`,
  );
  return `#compdef ${NAME}
local curcontext="$curcontext" state line
_arguments -C '(-)--help[show help]' '(-)--version[print the version]' ${options(PROGRAM).join(' ')} '1:command:->command' '*::arguments:->arguments'
case $state in
  command)
    local -a commands=(${commands.join(' ')})
    _describe command commands ;;
  arguments)
    case $line[1] in
${cases.join('\n')}
    esac ;;
esac
`;
}

/** Completion for fish. */
export function fishCompletion(): string {
  const names = COMMANDS.map((command) => command.name());
  const seen = `'__fish_seen_subcommand_from ${names.join(' ')}'`;
  const commands = COMMANDS.map(
    (command) =>
      `complete -c ${NAME} -f -n 'not __fish_seen_subcommand_from ${names.join(' ')}' -a ${command.name()} -d ${quoted(command.description())}`,
  );
  const options = COMMANDS.flatMap((command) =>
    command.options.map(
      ({ long = '', description }) =>
        `complete -c ${NAME} -n '__fish_seen_subcommand_from ${command.name()}' -l ${long.slice(2)} -x -d ${quoted(description)}`,
    ),
  );
  const settings = PROGRAM.options.flatMap(({ long, description, required }) =>
    long && required
      ? `complete -c ${NAME} -n 'not __fish_seen_subcommand_from simulate' -l ${long.slice(2)} ${TAKES_FILE.test(long) ? '-r' : '-x'} -d ${quoted(description)}`
      : [],
  );
  const files = `complete -c ${NAME} -n '__fish_seen_subcommand_from explain replay' -F`;
  const help = `complete -c ${NAME} -n 'not ${seen.slice(1, -1)}' -l version -d 'print the version'`;
  return `${[...commands, ...options, ...settings, files, help].join('\n')}\ncomplete -c ${NAME} -l help -d 'show help'\n`;
}
