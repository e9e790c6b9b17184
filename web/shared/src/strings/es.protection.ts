// How a chat is protected: the Spanish sentences.
import type { protection as english } from "./en.protection.ts";
import type { Translation } from "./index.ts";

export const protection: Translation<typeof english> = {
  "read.managed":
    "Las personas de {department} que le atienden y quienes las supervisan pueden leer este chat. Después solo puede leerlo el personal que tiene ese derecho, y cada lectura queda anotada.",
  "read.ephemeral": "Solo las personas que participan en este chat y quienes las supervisan pueden leerlo, y solo mientras dura.",
  "read.sealed":
    "Las personas que participan en este chat y quienes las supervisan pueden leerlo mientras dura. Después solo puede abrirlo quien tenga la clave privada de la clínica; este servidor no puede.",
  "read.end-to-end": "Solo su navegador y los navegadores del personal de {department} pueden leer este chat.",
  "encrypted.managed":
    "El chat viaja cifrado y se guarda cifrado con una clave propia, que se conserva aparte del chat.",
  "encrypted.customer":
    "El chat viaja cifrado y se guarda cifrado con una clave que solo el servicio de claves de la clínica puede abrir.",
  "encrypted.ephemeral": "El chat viaja cifrado y no se guarda.",
  "encrypted.sealed": "El chat viaja cifrado y se guarda cifrado con una clave que este servidor no tiene.",
  "encrypted.end-to-end": "Se cifra en su navegador antes de enviarse.",
  "hidden":
    "Cuando reconocemos un número de tarjeta o de seguro social, lo sustituimos por equis antes de enviarlo. No escriba, por favor, lo que no haga falta.",
  "kept.days": {
    one: "La clínica desea conservarlo {n} día después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
    other: "La clínica desea conservarlo {n} días después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
  },
  "kept.hours": {
    one: "La clínica desea conservarlo {n} hora después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
    other: "La clínica desea conservarlo {n} horas después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
  },
  "kept.minutes": {
    one: "La clínica desea conservarlo {n} minuto después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
    other: "La clínica desea conservarlo {n} minutos después de que termine el chat. Esta versión todavía no lo borra por sí sola.",
  },
  "kept.ephemeral": "No se conserva nada después de que termine el chat.",
  "ask": "¿Preguntas sobre esto? Consulte a {name}: {phone}",
};
