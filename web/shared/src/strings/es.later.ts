// Spanish texts of the panel that are not needed to write the first message.
import type { later as english } from "./en.later.ts";
import type { Translation } from "./index.ts";

export const later: Translation<typeof english> = {
  // Queue
  "queue.next": "Usted es la siguiente persona en ser atendida",
  "queue.place.ordinal": { other: "Usted ocupa el lugar {n} en la fila" },

  // Log
  "log.label": "Mensajes",
  "log.from": "{who}, {time}",
  "log.joined": "{name} se unió al chat",
  "log.transferred": "{name} ha pasado su consulta a {department}",
  "log.transferred.system": "Le atenderá otra persona de {department}",
  "log.ended.visitor": "Usted terminó el chat",
  "log.ended.staff": "{name} terminó el chat",
  "log.ended.system": "El chat ha terminado",
  "log.ended.left": "El chat terminó porque la conexión estuvo perdida demasiado tiempo",
  "log.typing": "{name} está escribiendo…",
  "log.newer": "Hay mensajes nuevos abajo",
  "log.new": "Mensajes nuevos",
  "log.today": "Hoy",

  // Masked texts
  "mask.CARD": "número de tarjeta oculto",
  "mask.SSN": "número de seguro social oculto",
  "mask.EMAIL": "dirección de correo oculta",
  "mask.PHONE": "número de teléfono oculto",
  "mask.OTHER": "dato privado oculto",
  "mask.ends": "{what}, termina en {digits}",
  "masked.CARD": "Hemos ocultado su número de tarjeta.",
  "masked.SSN": "Hemos ocultado su número de seguro social.",
  "masked.EMAIL": "Hemos ocultado su dirección de correo.",
  "masked.PHONE": "Hemos ocultado su número de teléfono.",
  "masked.OTHER": "Hemos ocultado un dato privado.",
  "hidden.EMAIL": "Solo el personal que le atiende puede ver su dirección de correo.",
  "hidden.PHONE": "Solo el personal que le atiende puede ver su número de teléfono.",
  "hidden.OTHER": "Solo el personal que le atiende puede ver este dato.",

  // Send states
  "state.waiting": "Todavía sin enviar",
  "state.sending": "Enviando",
  "state.sent": "Enviado",
  "state.delivered": "Entregado",
  "state.read": "Leído",
  "state.held": "El personal lo está revisando",
  "state.failed": "No enviado",
  "failed.retry": "Intentarlo de nuevo",
  "failed.discard": "Quitar",
  "failed.too_long": "Este mensaje es demasiado largo. Envíelo en partes, por favor.",
  "failed.closed": "El chat había terminado antes de que llegara este mensaje.",
  "failed.other": "No se pudo aceptar este mensaje. Inténtelo de nuevo o llámenos, por favor.",

  // What the browser keeps
  "kept.nothing": "Mantenga abierta esta página: lo que escriba no se guarda en ningún otro lugar.",
  "cookieless.text": "Su navegador no guarda ninguna cookie para este chat, así que el chat termina cuando salga de esta página o la vuelva a cargar.",

  // Ending
  "end.title": "¿Terminar este chat?",
  "end.text": "Después, nadie podrá escribir en él.",
  "end.confirm": "Terminar el chat",
  "end.cancel": "Seguir en el chat",
  "end.failed": "No se pudo terminar el chat: no hay conexión. Inténtelo de nuevo, por favor.",
  "ended.text": "Si necesita algo más, empiece otro chat o llámenos.",
  "ended.again": "Empezar otro chat",

  // Announcements
  "say.message": "{who}: {text}",

  // Connection
  "connection.offline": "Sin conexión. Su mensaje se guarda aquí y se enviará cuando vuelva la conexión.",
  "connection.upgrade": "Esta página es más antigua que el chat. Vuelva a cargarla, por favor.",
  "connection.ended": "Este chat se cerró en otra página o caducó.",
};
