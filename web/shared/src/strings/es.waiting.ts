// Spanish texts of waiting, and of messages that are left instead.
import type { waiting as english } from "./en.waiting.ts";
import type { Translation } from "./index.ts";

export const waiting: Translation<typeof english> = {
  "queue.waiting": "Está en la fila",
  "queue.estimate": { one: "Aproximadamente {n} minuto", other: "Aproximadamente {n} minutos" },
  "queue.estimate.soon": "Menos de un minuto",
  "queue.write": "Ya puede escribir; será lo primero que leamos.",
  "queue.unstaffed": "Ahora mismo no hay nadie de {department} en línea. Puede dejar aquí su mensaje.",
  "queue.offered": "{department} le atenderá en breve",
  "queue.leave": "Dejar un mensaje en lugar de esperar",
  "queue.leaving": "Dejando el mensaje…",
  "queue.leave.failed": "No fue posible: no hay conexión. Usted sigue en la fila.",

  "left.title": "Hemos recibido su mensaje",
  "left.text": "{department} lo leerá y le responderá aquí. Puede cerrar esta página: podrá leer la respuesta en este navegador hasta el {when}.",
  "left.cookieless": "{department} lo leerá y le responderá aquí. Mantenga abierta esta página: su navegador no guarda ninguna cookie para este chat.",
  "left.add": "Puede añadir algo más abajo.",
  "left.shared": "En un dispositivo compartido, otras personas podrían leer la respuesta.",
  "left.forget": "Borrarlo de este navegador",

  "closed.title": "{department} está cerrado en este momento",
  "closed.opens": "Abre el {when}.",
  "closed.there": "En la clínica serán: {when}.",
  "closed.unknown": "Todavía no sabemos cuándo vuelve a abrir.",
  "closed.leave": {
    one: "Deje un mensaje y le responderemos cuando estemos de vuelta. Podrá leer la respuesta en este navegador durante {n} día; deje un número de teléfono si no está seguro de volver antes.",
    other: "Deje un mensaje y le responderemos cuando estemos de vuelta. Podrá leer la respuesta en este navegador durante {n} días; deje un número de teléfono si no está seguro de volver antes.",
  },
  "closed.over": "{department} ya está abierto.",
  "closed.kept": "Lo que escribió no se pierde: estará en el cuadro de mensaje.",
  "closed.urgent": "Si no puede esperar, llame por teléfono, por favor.",
  "message.label": "Su mensaje",
  "message.required": "Escriba su mensaje, por favor.",
  "message.long": { one: "Use {n} carácter como máximo", other: "Use {n} caracteres como máximo" },
  "agree": "Al elegir «Dejar el mensaje» acepta lo anterior. Nada de lo que escriba aquí se envía antes.",
  "button": "Dejar el mensaje",
  "sending": "Enviando…",
};
