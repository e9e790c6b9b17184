// Spanish texts of the form before a chat.
import type { form as english } from "./en.form.ts";
import type { Translation } from "./index.ts";

export const form: Translation<typeof english> = {
  choose: "Elija una opción, por favor",
  tick: "Marque esta casilla para continuar, por favor",
  date: "Escriba un día del calendario, como 1980-05-31",
  required: "Complete, por favor: {label}",
  email: "Escriba una dirección de correo como nombre@example.com",
  phone: "Escriba un número de teléfono de 7 cifras como mínimo",
  long: { one: "Use {n} carácter como máximo", other: "Use {n} caracteres como máximo" },
  verified: "Facilitado por la clínica: {value}",
  unverified: "No se pudo comprobar lo que la página de la clínica sabe de usted. Complete el formulario, por favor.",
};
