// The command bar: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { commands as english } from "./en.commands.ts";

export const commands: Translation<typeof english> = {
  "keys.commands": "Buscar una acción o un chat; en un Mac, con Cmd",
  "rail.commands": "Buscar",
  "commands.title": "Buscar una acción o un chat",
  "commands.field": "Lo que busca",
  "commands.hint": "Un nombre o una acción",
  "commands.list": "Acciones y chats",
  "commands.found": { one: "{n} resultado. Enter lo ejecuta.", other: "{n} resultados. Las flechas eligen, Enter ejecuta." },
  "commands.nothing": "Nada coincide. Los chats se encuentran por el nombre que dio el paciente.",
  "commands.screen": "Ir a {screen}",
  "commands.online": "Ponerse en línea",
  "commands.away": "Ponerse en ausente",
  "commands.signOut": "Cerrar la sesión",
  "commands.chat": "Abrir el chat con {name}",
  "commands.waits": "Ver a {name}, que espera",
};
