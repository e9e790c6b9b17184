// Spanish texts of the panel's first screens. "Usted", as a clinic speaks; for any country, so without words of one.
import type { widget as english } from "./en.ts";
import type { Translation } from "./index.ts";

export const widget: Translation<typeof english> = {
  // Header
  "header.close": "Cerrar la ventana del chat",
  "header.end": "Terminar",
  "header.staffed": "Hay personal en línea",
  "header.away": "Ahora mismo no hay nadie en línea",
  "header.with": "Con {name}",
  "header.gone": "{name} perdió la conexión y volverá",
  "header.title": "Chat",
  "header.ended": "Este chat ha terminado",

  // Emergency
  "emergency.label": "Teléfonos de emergencia",
  "emergency.line": "Emergencias: llame al {number}",
  "emergency.clinic": "Clínica: {phone}",
  "emergency.title": "¿Es una emergencia?",
  "emergency.text": "Quizá nadie lea esto ahora mismo. No espere una respuesta aquí.",
  "emergency.call": "Llamar ahora al {number}",
  "emergency.phone": "Llamar a la clínica: {phone}",
  "emergency.hide": "Ocultar este aviso",

  // Failure
  "failure.title": "El chat no está disponible ahora mismo",
  "failure.text": "No se envió nada. Llámenos o inténtelo de nuevo más tarde.",
  "failure.site": "Esta página todavía no tiene chat. Llame a la clínica, por favor.",
  "failure.retry": "Intentarlo de nuevo",
  loading: "Cargando…",

  // Start
  "start.department": "¿Con quién desea hablar?",
  "start.department.staffed": "Hay personal en línea",
  "start.department.away": "Ahora mismo no hay nadie en línea; puede dejar un mensaje",
  "start.department.closed": "Cerrado ahora mismo; puede dejar un mensaje",
  "start.back": "Elegir otro equipo",
  "start.title": "Antes de empezar",
  "start.name": "¿Cómo podemos llamarle? (opcional)",
  "start.topic": "¿De qué se trata, en pocas palabras? (opcional)",
  "start.optional": "{label} (opcional)",
  "start.agree": "Al elegir «Empezar el chat» acepta lo anterior. Nada de lo que escriba aquí se envía antes.",
  "start.button": "Empezar el chat",
  "start.starting": "Empezando…",
  "start.error.server": "No se pudo empezar el chat. Lo que escribió sigue aquí; inténtelo de nuevo o llámenos.",
  "start.error.offline": "Sin conexión. Lo que escribió sigue aquí; inténtelo de nuevo o llámenos.",
  "start.error.consent": "El aviso de abajo ha cambiado. Léalo de nuevo antes de empezar.",
  "start.error.busy": {
    one: "Hay muchas consultas ahora mismo. Inténtelo de nuevo en {n} segundo o llámenos.",
    other: "Hay muchas consultas ahora mismo. Inténtelo de nuevo en {n} segundos o llámenos.",
  },

  // Protection
  "protection.title": "Cómo se protege este chat",
  "protection.failed": "No se pudo cargar. Vuelva a cargar la página o llámenos.",
  "log.you": "Usted",
  "log.staff": "Personal",

  // Composer
  "composer.label": "Escriba un mensaje",
  "composer.send": "Enviar",
  "composer.left": { one: "Queda {n} carácter", other: "Quedan {n} caracteres" },
  "composer.over": { one: "Sobra {n} carácter", other: "Sobran {n} caracteres" },
  "composer.loading": "Preparando…",
  "composer.unready": "No se pudo cargar la parte que oculta los números de tarjeta; por eso no se puede enviar nada.",
  "composer.noclip": "En este chat no se puede copiar ni pegar.",

  // Connection
  "connection.offline.idle": "Sin conexión. Estamos intentando conectar de nuevo.",
  "connection.back": "Conectado de nuevo.",
  "connection.stale": "Esta página es más antigua que el chat. Copie lo que no haya enviado y vuelva a cargarla.",
  "connection.reload": "Volver a cargar",
};
