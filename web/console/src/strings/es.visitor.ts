// What is known of a visitor, beside their chat: the Spanish strings.
import type { Translation } from "../../../shared/src/strings/index.ts";
import type { visitor as english } from "./en.visitor.ts";

export const visitor: Translation<typeof english> = {
  "fact.page": "Vino de",
  "fact.pageNone": "No se sabe",
  "fact.device": "Dispositivo",
  "fact.since": "Presente desde",
  "fact.assurance": "Identidad",
  "assurance.none": "Sin comprobar: el nombre y las respuestas son lo que el paciente escribió.",
  "device.phone": "Teléfono, {browser}",
  "device.tablet": "Tableta, {browser}",
  "device.computer": "Computadora, {browser}",
  "browser.chrome": "Chrome",
  "browser.edge": "Edge",
  "browser.firefox": "Firefox",
  "browser.opera": "Opera",
  "browser.safari": "Safari",
  "browser.samsung": "Samsung Internet",
  "browser.other": "otro navegador",
  "side.keptUntil": "Está previsto conservarlo hasta {date}; todavía no se borra automáticamente.",
  "side.reveal": "Lo tapado para siempre no puede volver a mostrarlo nadie.",
  "past.title": "Chats anteriores",
  "past.hint": "Iniciados en el mismo navegador, cada uno menos de un día después del anterior. No siempre es la misma persona. Pedirlos queda anotado.",
  "past.show": "Mostrar los chats anteriores",
  "past.none": "No hay chats anteriores que usted pueda leer.",
  "past.found": { one: "{n} chat anterior.", other: "{n} chats anteriores." },
  "past.others": { one: "{n} más está con colegas; usted no puede leerlo.", other: "{n} más están con colegas; usted no puede leerlos." },
  "past.open": "Abrir el chat de {when}",
  "past.dialog": "Un chat anterior de {name}",
};
