// The visitor's session: made after consent, kept by a cookie, or in this page's memory where the browser keeps none.
import { RestError, type VisitorRest } from "../../../../shared/src/rest.ts";
import type { ConversationState } from "../../../../shared/src/wire.gen.ts";

export interface Session {
  /** The conversations it has already, or undefined when there is no session. Asks only, stores nothing. */
  find(): Promise<ConversationState[] | undefined>;
  /** Makes one. `cookieless` says that it ends with this page. */
  begin(site: string, consentVersion: number): Promise<{ cookieless: boolean }>;
  /** A ticket for one connection. */
  ticket(): Promise<string>;
  end(): Promise<void>;
  bearer(): string | undefined;
}

export function createSession(api: () => VisitorRest): Session {
  let bearer: string | undefined;
  // The first ticket comes with the session.
  let first: string | undefined;

  async function kept(): Promise<boolean> {
    try {
      await api().visitorSession();
      return true;
    } catch (error) {
      if (error instanceof RestError && error.status === 401) return false;
      throw error;
    }
  }

  return {
    bearer: () => bearer,
    async find() {
      try {
        const session = await api().visitorSession();
        first = session.ticket;
        return session.conversations;
      } catch (error) {
        if (error instanceof RestError && error.status === 401) return undefined;
        throw error;
      }
    },
    async begin(site, consentVersion) {
      bearer = undefined;
      const body = { site, consent_version: consentVersion };
      const session = await api().newVisitorSession(body);
      if (await kept()) {
        first = session.ticket;
        return { cookieless: false };
      }
      const again = await api().newVisitorSession({ ...body, cookieless: true });
      bearer = again.bearer;
      first = again.ticket;
      return { cookieless: true };
    },
    async ticket() {
      const ticket = first ?? (await api().visitorTicket()).ticket;
      first = undefined;
      return ticket;
    },
    async end() {
      try {
        await api().endVisitorSession();
      } finally {
        bearer = undefined;
        first = undefined;
      }
    },
  };
}
